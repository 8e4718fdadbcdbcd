"""Tables that come in and go out: uploads with their faults, private columns, sheets and exports."""

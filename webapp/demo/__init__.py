"""The demo's business: invented agencies with fourteen lifelike months, made by rule and then imported like anyone's exports."""

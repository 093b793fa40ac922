"""What was agreed: each action with its owner, its date, and where it stood last time and stands now."""

from typing import Any

from tenants.render import formats
from tenants.render.setting import Setting
from tenants.terms.document import ActionLine
from tenants.terms.report import ActionState


def view(s: Setting) -> dict[str, Any]:
    """Return the actions in the document's order; nothing where none was agreed."""
    actions = s.document.actions
    if not actions:
        return {}
    return {
        "headline": title(s),
        "rows": rows(s),
        "carried": any(action.carried for action in actions),
        "before": s.before_word(),
    }


def rows(s: Setting) -> list[dict[str, str]]:
    """Return each action with owner, due date, since when, its state at the end of the period before and now, and why it was dropped."""
    return [_row(s, action) for action in s.document.actions]


def title(s: Setting) -> str:
    """Return in a sentence how many earlier promises were kept and how many actions are new."""
    carried = [action for action in s.document.actions if action.carried]
    fresh = len(s.document.actions) - len(carried)
    done = sum(action.state is ActionState.DONE for action in carried)
    new = s.many("%(n)s new action", "%(n)s new actions", fresh) if fresh else ""
    if not carried:
        return new or s.say("No action was agreed")
    kept = s.many("%(done)s of %(n)s earlier promise kept", "%(done)s of %(n)s earlier promises kept", len(carried), done=done)
    return f"{kept}{'；' if s.zh else '; '}{new}" if new else kept


def _row(s: Setting, action: ActionLine) -> dict[str, str]:
    made = s.document.made.astimezone(s.zone).date()
    late = action.state is ActionState.OPEN and action.due is not None and action.due < made
    state = {
        ActionState.DONE: s.say("● Done"),
        ActionState.DROPPED: s.say("× Dropped"),
        ActionState.OPEN: s.say("○ Overdue") if late else s.say("○ Open") if action.carried else s.say("+ New"),
    }[action.state]
    then = ""
    if action.carried:
        # Carried is what was open when this period began.
        then = s.say("○ Overdue") if action.due is not None and action.due < s.document.period.first else s.say("○ Open")
    return {
        "text": action.text,
        "owner": action.owner or formats.DASH,
        "due": formats.day(action.due, s.lang),
        "state": state,
        "then": then or formats.DASH,
        "since": s.during(action.since) if action.carried and action.since else "",
        "reason": action.reason if action.state is ActionState.DROPPED else "",
    }

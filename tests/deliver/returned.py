"""Messages that came back, as mail servers write them; names and addresses are invented."""

import re

NUMBER = "0f3c9a71d2e84b55a1@night.example"
READER = "he@brand.example"


POSTFIX = """Return-Path: <>
Date: Fri,  3 Jul 2026 02:10:07 +0000 (UTC)
From: MAILER-DAEMON@mx.night.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: reports@night.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="B1/mx.night.example"
Message-Id: <20260703021007.B1@mx.night.example>

This is a MIME-encapsulated message.

--B1/mx.night.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.night.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<he@brand.example>: host mx.brand.example said: SAID

--B1/mx.night.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.night.example
X-Postfix-Queue-ID: B1
Arrival-Date: Fri,  3 Jul 2026 02:10:05 +0000 (UTC)

Final-Recipient: rfc822; FINAL
Action: ACTION
Status: STATUS
Remote-MTA: dns; mx.brand.example
Diagnostic-Code: smtp; SAID

--B1/mx.night.example
Content-Description: Undelivered Message
Content-Type: KIND

Message-ID: <0f3c9a71d2e84b55a1@night.example>
Date: Fri, 03 Jul 2026 02:10:00 +0000
From: Ting <reports@night.example>
To: he@brand.example
Subject: June
MIME-Version: 1.0
Content-Type: text/plain

Hello

--B1/mx.night.example--
"""


def dsn(action="failed", status="5.1.1", said="550 5.1.1 <he@brand.example>: Recipient address rejected: User unknown", **fields):
    """A delivery report as Postfix writes it. ``fields``: ``final``, ``original`` (addresses), ``returned`` (a media type)."""
    final = fields.get("final", READER) + (f"\nOriginal-Recipient: rfc822;{fields['original']}" if "original" in fields else "")
    kind = fields.get("returned", "message/rfc822")
    filled = {"SAID": said, "FINAL": final, "ACTION": action, "STATUS": status, "KIND": kind}
    return re.sub(r"\b(SAID|FINAL|ACTION|STATUS|KIND)\b", lambda found: filled[found[1]], POSTFIX).encode()


EXIM = f"""Return-path: <>
From: Mail Delivery System <Mailer-Daemon@mx.night.example>
To: reports@night.example
Auto-Submitted: auto-replied
X-Failed-Recipients: {READER}, she@brand.example
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1abc-0001@mx.night.example>

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {READER}
    host mx.brand.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<{READER}>:
    550 5.1.1 No such mailbox

------ This is a copy of the message, including all the headers. ------

Return-path: <reports@night.example>
Message-ID: <{NUMBER}>
From: Ting <reports@night.example>
To: {READER}
Subject: June

Hello
""".encode()

QMAIL = f"""Return-Path: <>
From: MAILER-DAEMON@mx.night.example
To: reports@night.example
Subject: failure notice

Hi. This is the qmail-send program at mx.night.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{READER}>:
192.0.2.1 does not like recipient.
Remote host said: 550 sorry, no mailbox here by that name (#5.1.1)
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

Return-Path: <reports@night.example>
Message-ID: <{NUMBER}>
To: {READER}
Subject: June

Hello
""".encode()

COMPLAINT = f"""From: <abuse@provider.example>
To: reports@night.example
Subject: FW: June
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part"

--part
Content-Type: text/plain

This is an email abuse report.

--part
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeProvider/1.0
Version: 1
Original-Rcpt-To: <{READER}>

--part
Content-Type: message/rfc822

Message-ID: <{NUMBER}>
From: Ting <reports@night.example>
To: {READER}
Subject: June

Hello
--part--
""".encode()

ABSENT = f"""From: He <{READER}>
To: reports@night.example
Subject: Out of office: June
Auto-Submitted: auto-replied
In-Reply-To: <{NUMBER}>

I am away until Monday. A user unknown to you may call.

> Message-ID: <{NUMBER}>
""".encode()

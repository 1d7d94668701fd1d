"""E-mail by SMTP (RFC 5321), encrypted unless the operator said otherwise."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from services.core.posting import MailServer
from services.messages.carriers.carrier import Letter, NotTaken

SECONDS = 20
REFUSED_FOR_GOOD = range(500, 600)


class MailCarrier:
    """Holds one connection open while there is something to hand over."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None

    def carry(self, letter: Letter) -> None:
        """Raises NotTaken; after that the connection is a new one."""
        try:
            self._connected().send_message(made(letter, self._server), to_addrs=[letter.to])
        except smtplib.SMTPRecipientsRefused as problem:
            code = next((code for code, _said in problem.recipients.values()), 0)
            self._hang_up()
            raise NotTaken(f"smtp {code}", for_good=code in REFUSED_FOR_GOOD) from problem
        except smtplib.SMTPDataError as problem:
            self._hang_up()
            raise NotTaken(f"smtp {problem.smtp_code}", for_good=problem.smtp_code in REFUSED_FOR_GOOD) from problem
        except smtplib.SMTPResponseException as problem:  # greeting, encryption, sign-in, sender: ours to mend
            self._hang_up()
            raise NotTaken(f"smtp {problem.smtp_code}", away=True) from problem
        except smtplib.SMTPNotSupportedError as problem:
            self._hang_up()
            raise NotTaken("no encryption", away=True) from problem
        except ssl.SSLError as problem:
            self._hang_up()
            raise NotTaken("certificate", away=True) from problem
        except (smtplib.SMTPException, OSError) as problem:
            self._hang_up()
            raise NotTaken("connection", away=True) from problem

    def rest(self) -> None:
        """Says goodbye."""
        if self._line is not None:
            try:
                self._line.quit()
            except (smtplib.SMTPException, OSError):
                self._line.close()
            self._line = None

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _connected(self) -> smtplib.SMTP:
        if self._line is None:
            self._line = _called(self._server)
        return self._line


def _called(server: MailServer) -> smtplib.SMTP:
    """A connection on which the server has proved its name, and we ours."""
    trusted = ssl.create_default_context()
    if server.scheme == "smtps":
        line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=trusted)
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if server.scheme == "smtp":
            line.starttls(context=trusted)
        if server.user:
            line.login(server.user, server.password)
    except BaseException:
        line.close()
        raise
    return line


def made(letter: Letter, server: MailServer) -> EmailMessage:
    """The mail as it goes over the wire, the same at every try."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = server.sender, letter.to
    mail["Subject"] = letter.wording.subject
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = f"<{letter.mark}@{server.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.wording.text, cte="base64")
    return mail

"""Those who carry a message out of the house: a mail server, an SMS gateway."""

from services.messages.carriers.carrier import Carrier, Letter, NotTaken
from services.messages.carriers.mail import MailCarrier
from services.messages.carriers.sms import SmsCarrier

__all__ = ["Carrier", "Letter", "MailCarrier", "NotTaken", "SmsCarrier"]

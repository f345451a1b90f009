"""A mail server with TLS and log-in on a free port of loopback, by aiosmtpd. Says its port in its first line, and then
each mail that it takes, as JSON. Its argument is JSON too: certificate, key (files), starttls, tlsAtOnce, and the only
user and password, where one must log in. Ends with its standard input."""
import asyncio
import json
import logging
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

settings = json.loads(sys.argv[1])
logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # a refused certificate is no news
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(settings["certificate"], settings["key"])


class Mails:
    async def handle_DATA(self, server, session, envelope):
        is_tls = server.transport.get_extra_info("cipher") is not None
        login = session.auth_data.login.decode() if session.authenticated else ""
        print(json.dumps({"to": envelope.rcpt_tos[0], "tls": is_tls, "user": login, "client": session.peer[1]}), flush=True)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, login):
    good = isinstance(login, LoginPassword) and (login.login, login.password) == (
        settings["user"].encode(), settings["password"].encode())
    return AuthResult(success=good, handled=False, auth_data=login)


def talk():
    return SMTP(Mails(), tls_context=context if settings["starttls"] else None, authenticator=authenticate,
                auth_required=bool(settings["user"]), auth_require_tls=settings["starttls"], hostname="mail.test")


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(talk, "127.0.0.1", 0, ssl=context if settings["tlsAtOnce"] else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(serve())

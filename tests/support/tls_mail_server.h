// A mail server that speaks TLS and asks for a log-in: tls_mail_server.py as a process, with a certificate of its own
// made anew. For tests; one thread.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

namespace orderdeck::support {

struct TlsMailServerOptions {
  bool starttls = true;
  bool tlsAtOnce = false;
  QString user = "", password = "";         // who alone may send; none: everybody
  QString certificateFor = "IP:127.0.0.1";  // "DNS:mail.example"
};

struct TakenMail {
  std::string to, user;
  bool tls = false;
  int client = 0;  // port of the connection it came by
};

class TlsMailServer {
 public:
  explicit TlsMailServer(const TlsMailServerOptions& options = {}) {
    run("openssl", {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                    "-subj", "/CN=orderdeck test", "-addext", "subjectAltName=" + options.certificateFor, "-keyout",
                    file("key.pem"), "-out", file("certificate.pem")});
    const QJsonObject settings{
        {"certificate", file("certificate.pem")}, {"key", file("key.pem")}, {"starttls", options.starttls},
        {"tlsAtOnce", options.tlsAtOnce},         {"user", options.user},   {"password", options.password}};
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start("/usr/bin/python3", {QStringLiteral(ORDERDECK_SOURCE_DIR "/tests/support/tls_mail_server.py"),
                                         QString::fromUtf8(QJsonDocument(settings).toJson())});
    m_port = line().toInt();
    if (m_port == 0) throw std::runtime_error("the mail server does not start: is python3-aiosmtpd there?");
  }
  ~TlsMailServer() {
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(2'000)) m_process.kill();
    m_process.waitForFinished();
  }

  std::string endpoint() const { return "127.0.0.1:" + std::to_string(m_port); }
  std::string certificate() const { return file("certificate.pem").toStdString(); }

  /// A mail that it took and that was not asked for yet.
  TakenMail take() {
    const QJsonObject mail = QJsonDocument::fromJson(line()).object();
    return {mail["to"].toString().toStdString(), mail["user"].toString().toStdString(), mail["tls"].toBool(),
            mail["client"].toInt()};
  }
  /// Whether it took none but those asked for. A mail is told before its sender learns that it was taken.
  bool tookNoOther() {
    m_process.waitForReadyRead(0);
    return !m_process.canReadLine();
  }

 private:
  QString file(const char* name) const { return m_folder.filePath(name); }
  static void run(const QString& program, const QStringList& arguments) {
    if (QProcess process; process.start(program, arguments), !process.waitForFinished() || process.exitCode() != 0)
      throw std::runtime_error(program.toStdString() + ": " + process.readAllStandardError().toStdString());
  }
  QByteArray line() {
    while (!m_process.canReadLine() && m_process.waitForReadyRead(20'000)) {
    }
    return m_process.readLine();
  }

  QTemporaryDir m_folder;
  QProcess m_process;
  int m_port = 0;
};

}  // namespace orderdeck::support

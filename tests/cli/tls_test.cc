// The command line at a server with TLS.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/programs.h"
#include "tests/kit/certificates.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;

constexpr int kOk = 0;
constexpr int kUsage = 2;
constexpr int kUnreachable = 4;

TEST(DriehoekOverTls, BelievesTheServerOfItsAuthorityAlone) {
  const ScratchDirectory scratch;
  const CertificateAuthority authority("Voorbeeldstad");
  const Pem pem = authority.Issue({});
  const Daemon daemon(
      scratch.path(), "2026-09-01T08:00",
      {"--try-out", "--tls-certificate",
       scratch.Write("server.crt", pem.certificate), "--tls-key",
       scratch.WriteSecret("server.key", pem.key)});
  EXPECT_THAT(daemon.said(), HasSubstr("TLS, certificaat geldig tot "));
  EXPECT_THAT(daemon.said(), HasSubstr("LET OP: dat is binnenkort"));

  const std::string ca = scratch.Write("ca.crt", authority.certificate());
  const Ran listed = Driehoek(daemon, {"zaken", "--als", "beheer", "--ca", ca});
  EXPECT_EQ(listed.code, kOk) << listed.err;
  EXPECT_EQ(Driehoek(daemon, {"zaken", "--als", "beheer"}).code, kUnreachable)
      << "on this machine it does not speak TLS by itself";
  const std::string other =
      scratch.Write("other.crt", CertificateAuthority("Ander").certificate());
  EXPECT_EQ(Driehoek(daemon, {"zaken", "--als", "beheer", "--ca", other}).code,
            kUnreachable);
}

TEST(DriehoekOverTls, ShowsACertificateToAServerThatAsksForOne) {
  const ScratchDirectory scratch;
  const CertificateAuthority authority("Voorbeeldstad");
  const Pem server = authority.Issue({});
  const std::string ca = scratch.Write("ca.crt", authority.certificate());
  const Daemon daemon(
      scratch.path(), "2026-09-01T08:00",
      {"--try-out", "--tls-certificate",
       scratch.Write("server.crt", server.certificate), "--tls-key",
       scratch.WriteSecret("server.key", server.key), "--tls-client-ca", ca,
       "--tls-client-name", "beheer.voorbeeld.example"});
  EXPECT_THAT(daemon.said(), HasSubstr("alleen voor: beheer.voorbeeld"));

  const Pem own = authority.Issue({.names = "DNS:beheer.voorbeeld.example"});
  const std::string certificate = scratch.Write("own.crt", own.certificate);
  const std::string key = scratch.WriteSecret("own.key", own.key);
  const Ran listed =
      Driehoek(daemon, {"zaken", "--als", "beheer", "--ca", ca, "--certificaat",
                        certificate, "--sleutel", key});
  EXPECT_EQ(listed.code, kOk) << listed.err;
  EXPECT_EQ(Driehoek(daemon, {"zaken", "--als", "beheer", "--ca", ca}).code,
            kUnreachable);
}

TEST(DriehoekOverTls, RefusesHalfACertificateAndAFileThatIsNotThere) {
  const ScratchDirectory scratch;
  const Pem pem = CertificateAuthority("Voorbeeldstad").Issue({});
  const std::string certificate = scratch.Write("own.crt", pem.certificate);
  const Ran half =
      RunProgram({DRIEHOEK_BINARY, "werklijst", "--certificaat", certificate});
  EXPECT_EQ(half.code, kUsage);
  EXPECT_THAT(half.err, HasSubstr("horen bij elkaar"));
  const Ran missing = RunProgram(
      {DRIEHOEK_BINARY, "werklijst", "--ca", scratch.File("nergens.crt")});
  EXPECT_EQ(missing.code, kUsage);
  EXPECT_THAT(missing.err, HasSubstr("nergens.crt"));
}

}  // namespace
}  // namespace driehoek

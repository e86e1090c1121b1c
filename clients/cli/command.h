// What a command of the command line is, apart from how the line is read.
#ifndef DRIEHOEK_CLIENTS_CLI_COMMAND_H_
#define DRIEHOEK_CLIENTS_CLI_COMMAND_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace driehoek::cli {

class Session;

struct Option {
  enum class Kind { kPositional, kValue, kRepeated, kFlag };

  // "zaak" is --zaak, or ZAAK when positional.
  std::string name = {};
  std::string help = {};
  Kind kind = Kind::kValue;
  bool required = false;
  // What may be given; empty for anything.
  std::vector<std::string> choices = {};
  // What help shows for a value: "DATUM".
  std::string value_name = {};
  // A positional that takes all that is left.
  bool many = false;
};

// What was given on the line.
class Arguments {
 public:
  explicit Arguments(std::map<std::string, std::vector<std::string>> values)
      : values_(std::move(values)) {}

  bool Has(const std::string& name) const { return values_.contains(name); }
  // Empty when not given.
  std::string Value(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() || found->second.empty()
               ? std::string()
               : found->second.front();
  }
  // In the order given.
  std::vector<std::string> Values(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>() : found->second;
  }

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

struct CommandSpec {
  // {"zaak", "toon"}
  std::vector<std::string> path;
  std::string help;
  std::vector<Option> options;
  std::function<absl::Status(Session&, const Arguments&)> run;
};

using CommandSpecs = std::vector<CommandSpec>;

}  // namespace driehoek::cli

#endif  // DRIEHOEK_CLIENTS_CLI_COMMAND_H_

// Options that hold for all models of a run, or for each by what it is to the objective:
// --optimizer adam, or --optimizer generator=adam --optimizer discriminator=sgd. In JSON they are a
// text or a number, or an object of those by part.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace fovea::apps {

struct PartTexts {
  std::string all;
  std::map<std::string, std::string> own = {};  // by part

  bool several() const { return !own.empty(); }
  /// The own text of a part, or that of all.
  const std::string& of(const std::string& part) const;
};

struct PartRates {
  std::optional<double> all = {};
  std::map<std::string, double> own = {};  // by part

  bool any() const { return all || !own.empty(); }
};

/// A word and its part, "" if it names none: a part is lower-case letters, digits and "_" before
/// the first "=". A file of that whole name is no part.
struct PartWord {
  std::string part, text;
};
PartWord part_word(const std::string& word);

/// What the words of an option or argument say. Throws Error for two that say different things of
/// one part. `all` is what holds where none of them says so.
PartTexts part_texts(const std::vector<std::string>& words, const std::string& all);
/// The same for numbers above 0.
PartRates part_rates(const std::vector<std::string>& words);

/// "lenet5", or "generator=mlp discriminator=lenet5".
std::string str(const PartTexts& texts);

/// An option as it stands in a file of options, for people.
std::string option_text(const nlohmann::ordered_json& value);

void to_json(nlohmann::ordered_json& json, const PartTexts& texts);
void from_json(const nlohmann::ordered_json& json, PartTexts& texts);
void to_json(nlohmann::ordered_json& json, const PartRates& rates);
void from_json(const nlohmann::ordered_json& json, PartRates& rates);

}  // namespace fovea::apps

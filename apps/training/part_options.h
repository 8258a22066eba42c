// Options for all models of a run, or for each by its part in the objective: --optimizer adam, or
// --optimizer generator=adam --optimizer discriminator=sgd. In JSON they are a text or a number, or
// an object with one of these per part.
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
  /// The part's own text, or the text for all.
  const std::string& of(const std::string& part) const;
};

struct PartRates {
  std::optional<double> all = {};
  std::map<std::string, double> own = {};  // by part

  bool any() const { return all || !own.empty(); }
};

/// A word and its part, "" if it names none: a part is lower-case letters, digits and "_" before
/// the first "=". If there is a file with that whole name, the word has no part.
struct PartWord {
  std::string part, text;
};
PartWord part_word(const std::string& word);

/// The meaning of the words of an option or argument. Throws Error for two words that differ for
/// one part. `all` is used where no word says anything.
PartTexts part_texts(const std::vector<std::string>& words, const std::string& all);
/// The same for numbers above 0.
PartRates part_rates(const std::vector<std::string>& words);

/// "lenet5", or "generator=mlp discriminator=lenet5".
std::string str(const PartTexts& texts);

/// An option from a file of options, as text for people.
std::string option_text(const nlohmann::ordered_json& value);

void to_json(nlohmann::ordered_json& json, const PartTexts& texts);
void from_json(const nlohmann::ordered_json& json, PartTexts& texts);
void to_json(nlohmann::ordered_json& json, const PartRates& rates);
void from_json(const nlohmann::ordered_json& json, PartRates& rates);

}  // namespace fovea::apps

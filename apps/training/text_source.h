// A text in the form that a language model reads: windows of tokens.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "fovea/model/model.h"
#include "fovea/text/tokens.h"
#include "fovea/train/batch_source.h"

namespace fovea::apps {

/// The file that "text:FILE" names, or nothing for other data.
std::filesystem::path text_file_of(const std::string& data);

/// The content of the file. Throws Error for one that cannot be read, is empty or larger
/// than 1 GiB.
std::string read_text(const std::filesystem::path& file);

/// How windows are taken from a text.
enum class ContextOrder {
  random,  // consecutive windows in a random order, with another start in each epoch
  all      // consecutive windows from the first token on; a rest that fills no window is left out
};

/// Fields "tokens" and "next", i32 (N, context) each: windows of a text, and the token after each
/// of their tokens. Order and start are a function of the seed and the epoch.
class TextSource : public BatchSource {
 public:
  /// `name` is for errors. Throws Error for a text that is shorter than a window.
  TextSource(std::vector<std::int32_t> tokens, std::int64_t context, std::int64_t batch,
             ContextOrder order, std::uint64_t seed, const std::string& name);

  std::int64_t size() const override { return size_; }
  std::int64_t batch() const override { return batch_; }
  void start(int epoch, std::int64_t first) override;
  bool next(Batch& batch) override;

  std::int64_t tokens() const { return std::ssize(tokens_); }
  /// The same number for the same tokens, and another number for others.
  std::uint64_t identity() const;

 private:
  std::vector<std::int32_t> tokens_;
  std::int64_t context_, batch_, size_ = 0;
  ContextOrder context_order_;
  std::uint64_t seed_;
  std::int64_t offset_ = 0, at_ = 0;  // start of the first window; number of windows that are done
  std::vector<std::uint32_t> order_;
};

/// The tokens that a saved model reads. Throws Error, with the place, if the model does not say
/// which, and if their number differs from the number of its scores.
TokenSet tokens_of(const Model& model, const std::string& place);

/// The most tokens that a model reads at once. Throws Error for a model that reads no tokens.
std::int64_t context_of(const Model& model, const std::string& place);

/// TokenSet::encode(), with errors that name the file.
std::vector<std::int32_t> encoded(const TokenSet& tokens, std::string_view text,
                                  const std::filesystem::path& file);

/// How many windows are evaluated at a time: the scores of each token take memory.
std::int64_t windows_at_a_time(std::int64_t context);

/// The parts of a text.
struct TextSplit {
  std::string_view train, held_out;
};

/// The last tenth of the bytes is for evaluation; it starts at the beginning of a character.
TextSplit split_text(std::string_view text);

}  // namespace fovea::apps

// The rule for every file that a command writes where the user says: what fovea did not write is
// never replaced. For whole folders see apps/training/run_contents.h.
#pragma once

#include <filesystem>

namespace fovea::apps {

enum class OutputKind { model, page, picture, video };

/// Throws Error if there is a file that is none of fovea's of this kind, or if none can be written
/// there, for any video, which does not tell who made it, and for the page of a run, which
/// only training writes anew. An empty file may be replaced: nothing is lost. To be called
/// before any work.
void expect_replaceable(const std::filesystem::path& path, OutputKind kind);

}  // namespace fovea::apps

#include "apps/cli/inspection_commands.h"

#include "apps/commands/backend.h"

namespace fovea::apps {

namespace {

void add_objective(CLI::App& command, std::string& objective) {
  command
      .add_option("--objective", objective,
                  "of the training step, as in fovea train; default: the model's own")
      ->type_name("NAME")
      ->default_str("");
}

void add_training_step(CLI::App& command, bool& train, std::string& optimizer) {
  CLI::Option* flag = command.add_flag("--train", train, "a training step instead of inference");
  command.add_option("--optimizer", optimizer, "of the training step")
      ->type_name("sgd|adam|adamw")
      ->needs(flag);
}

}  // namespace

CLI::App* add_inspect(CLI::App& app, InspectOptions& options) {
  CLI::App* inspect =
      add_command(app, "inspect", "Nodes, shapes, parameters and cost of a model, and its plan",
                  "  fovea inspect lenet5\n"
                  "  fovea inspect runs/lenet5/model.onnx --batch 64 --train --plan\n"
                  "  fovea inspect lenet5 --batch 64 --train --profile --backend vulkan");
  inspect->add_option("MODEL", options.model, model_help)->type_name("")->required();
  add_batch(*inspect, options.batch, "images at a time");
  add_image_size(*inspect, options.image_size,
                 "pixels a side of the images, where a file leaves them open");
  inspect->add_flag("--plan", options.plan, "print the plan, step by step");
  inspect->add_flag("--profile", options.profile, "run it and print where the time goes");
  add_training_step(*inspect, options.train, options.optimizer);
  add_network(*inspect, options.hidden, options.activation);
  inspect->add_option("--backend", options.backend, "whose plan, and times")
      ->type_name(backend_choices());
  add_precision(*inspect, options.precision);
  inspect->add_option("--threads", options.threads, threads_help)->type_name("N");
  inspect->add_flag("--json", options.json, json_help);
  refuse_idle(*inspect, {{{"--backend", "--precision"},
                          [&] { return !options.makes_plan(); },
                          "needs --plan, --profile or --train"},
                         {{"--threads"}, [&] { return !options.profile; }, "needs --profile"}});
  return inspect;
}

CLI::App* add_models(CLI::App& app, ModelsOptions& options) {
  CLI::App* models = add_command(app, "models", "The models that can be made by name",
                                 "  fovea models\n  fovea inspect resnet50");
  models->add_flag("--json", options.json, json_help);
  return models;
}

CLI::App* add_objectives(CLI::App& app, ObjectivesOptions& options) {
  CLI::App* objectives =
      add_command(app, "objectives", "What models can be trained for",
                  "  fovea objectives\n"
                  "  fovea train lenet5 --objective classification:label_smoothing=0.1");
  objectives->add_flag("--json", options.json, json_help);
  return objectives;
}

namespace {

void add_convolution(CLI::App& benchmark, ConvWork& conv) {
  const auto add = [&](const std::string& name, int& value, const std::string& help) {
    return benchmark.add_option(name, value, "conv: " + help)->type_name("N");
  };
  benchmark
      .add_option("--dir", conv.direction,
                  "conv: forward, or a gradient: of the input, or the weight")
      ->type_name(direction_choices)
      ->check(CLI::IsMember({"fwd", "bwd_d", "bwd_w"}).description(""));
  add("--ic", conv.in_channels, "channels of the input")->check(at_least_one());
  add("--oc", conv.out_channels, "channels of the output")->check(at_least_one());
  add("--h", conv.height, "height of the input")->check(at_least_one());
  add("--w", conv.width, "width of the input")->check(at_least_one());
  add("--k", conv.kernel, "side of the kernel")->check(at_least_one());
  add("--stride", conv.stride, "step of the kernel")->check(at_least_one());
  add("--pad", conv.padding, "zeros around the input")->check(not_negative());
}

}  // namespace

CLI::App* add_benchmark(CLI::App& app, BenchmarkOptions& options) {
  CLI::App* benchmark = add_command(
      app, "benchmark", "Speed of a model or a layer on several backends, and of the machine",
      "  fovea benchmark infer --model lenet5 --batch 64 --backend cpu,vulkan\n"
      "  fovea benchmark train --model runs/lenet5/model.onnx --html speed.html\n"
      "  fovea benchmark infer --model resnet18 --scaling 1,2,4\n"
      "  fovea benchmark conv --dir bwd_w --ic 64 --oc 64 --h 56 --w 56 --k 3 --pad 1\n"
      "  fovea benchmark machine --backend cpu,vulkan");
  benchmark
      ->add_option("WHAT", options.what,
                   "inference, a training step, a layer, or the device itself")
      ->type_name(benchmark_choices)
      ->required()
      ->check(CLI::Validator(
          [](const std::string& what) {
            const bool known =
                what == "infer" || what == "train" || what == "conv" || what == "machine";
            return known ? "" : fmt::format("'{}' is none of {}", what, benchmark_choices);
          },
          ""));
  add_part_words(*benchmark, "--model", several_models_help, [&](const auto& words) {
    options.model = part_texts(words, "");
  })->type_name("MODEL");
  add_objective(*benchmark, options.objective);
  add_batch(*benchmark, options.batch, "images a call");
  benchmark->add_option("--backend", options.backends, "what computes: one or more, by commas")
      ->type_name(backend_choices())
      ->delimiter(',')
      ->allow_extra_args(false)
      ->default_str("cpu");
  add_precision(*benchmark, options.precision);
  CLI::Option* threads =
      benchmark->add_option("--threads", options.threads, threads_help)->type_name("N");
  benchmark->add_option("--scaling", options.scaling, "numbers of threads to compare, as in 1,2,4")
      ->type_name("N,...")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(at_least_one())
      ->excludes(threads)
      ->default_str("");
  add_convolution(*benchmark, options.conv);
  benchmark->add_option("--ms", options.milliseconds, "milliseconds measured a backend and round")
      ->type_name("MS")
      ->check(positive());
  benchmark->add_option("--rounds", options.rounds, "how often every backend takes its turn")
      ->type_name("N")
      ->check(at_least_one());
  benchmark->add_flag("--cold", options.cold,
                      "fill the caches with something else before every call");
  benchmark
      ->add_option("--compare", options.compare,
                   "say what changed since this file of JSON lines was written")
      ->type_name("FILE")
      ->default_str("");
  benchmark->add_option("--html", options.html, "write a page with charts into this file")
      ->type_name("FILE")
      ->default_str("");
  benchmark->add_flag("--json", options.json, json_help);
  refuse_idle(
      *benchmark,
      {{{"--model", "--batch", "--precision", "--ms", "--rounds", "--html", "--cold", "--compare"},
        [&] { return options.what == "machine"; },
        "does not apply to 'benchmark machine'"},
       {{"--objective"}, [&] { return options.what != "train"; }, "is for 'benchmark train'"},
       {{"--model", "--precision"},
        [&] { return options.what == "conv"; },
        "does not apply to 'benchmark conv'"},
       {{"--dir", "--ic", "--oc", "--h", "--w", "--k", "--stride", "--pad"},
        [&] { return options.what != "conv"; },
        "is for 'benchmark conv'"}});
  return benchmark;
}

CLI::App* add_compare(CLI::App& app, CompareOptions& options) {
  CLI::App* compare = add_command(
      app, "compare", "One step of a model on several backends, node by node against the reference",
      "  fovea compare lenet5 --backend cpu,vulkan --train\n"
      "  fovea compare runs/lenet5/model.onnx --batch 16 --json");
  add_part_words(*compare, "MODEL", several_models_help, [&](const auto& words) {
    options.model = part_texts(words, "");
  })->required();
  add_objective(*compare, options.objective);
  compare
      ->add_option("--backend,--backends", options.backends,
                   "what to hold against the reference; default: all there are")
      ->type_name(backend_choices())
      ->delimiter(',')
      ->allow_extra_args(false)
      ->default_str("");
  add_training_step(*compare, options.train, options.optimizer);
  add_batch(*compare, options.batch, "images at a time");
  add_image_size(*compare, options.image_size, "pixels a side");
  add_network(*compare, options.hidden, options.activation);
  add_precision(*compare, options.precision);
  compare->add_option("--threads", options.threads, threads_help)->type_name("N");
  compare->add_flag("--json", options.json, json_help);
  refuse_idle(*compare, {{{"--objective"}, [&] { return !options.train; }, "needs --train"}});
  return compare;
}

CLI::App* add_devices(CLI::App& app, DevicesOptions& options) {
  CLI::App* devices =
      add_command(app, "devices", "What this machine can run on",
                  "  fovea devices\n  fovea devices --json\n\n" + backend_descriptions());
  devices->add_flag("--json", options.json, json_help);
  return devices;
}

}  // namespace fovea::apps

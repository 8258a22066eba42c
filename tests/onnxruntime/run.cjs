// Runs models in ONNX Runtime: node run.cjs MODEL.onnx INPUT.f32 1x1x28x28 OUTPUT.f32 [and again...]
// INPUT holds raw little-endian float32 in the order of the file's input, as many examples as there
// are; the shape's first extent is the batch size of each run (the last one may be smaller). OUTPUT
// gets the first output of all of them as float32. A model that takes whole numbers or booleans gets
// the same numbers as those. onnxruntime-node is found through NODE_PATH.
const fs = require('fs');
const ort = require('onnxruntime-node');

// A tensor's numbers as the type that a model takes.
function typed(type, numbers) {
  if (type === 'int64') return BigInt64Array.from(numbers, (x) => BigInt(Math.trunc(x)));
  if (type === 'int32') return Int32Array.from(numbers);
  if (type === 'bool') return Uint8Array.from(numbers, (x) => (x > 0 ? 1 : 0));
  return numbers;
}

async function run(model, inputFile, shapeText, outputFile) {
  const shape = shapeText.split('x').map(Number);
  const bytes = fs.readFileSync(inputFile);
  const input = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const example = shape.slice(1).reduce((product, extent) => product * extent, 1);
  if (!shape.every((extent) => extent > 0) || input.length === 0 || input.length % example) {
    throw new Error(`${input.length} numbers are no whole examples of ${shapeText}`);
  }
  // One thread: the sums of a run then do not depend on the machine's cores.
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const chunks = [];
  for (let start = 0; start < input.length; start += shape[0] * example) {
    const data = input.slice(start, start + shape[0] * example);
    const type = session.inputMetadata[0].type;
    const dims = [data.length / example, ...shape.slice(1)];
    const feed = new ort.Tensor(type, typed(type, data), dims);
    const results = await session.run({[session.inputNames[0]]: feed});
    const {type: of, data: given} = results[session.outputNames[0]];
    const values = of === 'float32' ? given : Float32Array.from(given, Number);
    chunks.push(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  }
  fs.writeFileSync(outputFile, Buffer.concat(chunks));
}

async function main(jobs) {
  if (jobs.length === 0 || jobs.length % 4) {
    console.error('usage: node run.cjs MODEL.onnx INPUT.f32 1x1x28x28 OUTPUT.f32 [and again...]');
    process.exit(2);
  }
  for (let i = 0; i < jobs.length; i += 4) {
    try {
      await run(...jobs.slice(i, i + 4));
    } catch (error) {
      console.error(`${jobs[i]}: ${String(error.message ?? error).split('\n')[0]}`);
      process.exitCode = 1;
    }
  }
}

main(process.argv.slice(2));

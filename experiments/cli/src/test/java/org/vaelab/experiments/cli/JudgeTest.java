// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/**
 * Models from elsewhere: our own models, exported, and changed so that a usual mistake is in them.
 */
@Tag("slow")
final class JudgeTest {

    private static final String DATA =
            """
            name: elsewhere
            data: {source: sprites, size: 16, train: 300, test: 40}
            runtime: {threads: 1}
            network: {hidden: [16]}
            training: {steps: 300, batch: 20}
            evaluation: {importanceSamples: 5, importanceExamples: 10, metrics: [activeUnits, mutualInformation]}
            report: {formats: [html]}
            """;

    private static final String CONFIG =
            DATA
                    + """
                    models:
                      normal: {variant: gaussian, latent: 3}
                      full: {variant: gaussian, posterior: {type: full-normal, latent: 3}}
                      sphere: {variant: vmf, latent: 3}
                      power: {variant: vmf, posterior: {type: power-spherical, latent: 3}}
                      categories: {variant: gumbel, variables: 3, categories: 4}
                    """;

    @TempDir private static Path shared;

    private static Trained trained;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, shared);
        for (Path run : trained.runs()) {
            assertThat(new Terminal().vaelab("export", run.toString())).isZero();
        }
    }

    private static Path encoder(String model) throws IOException {
        return trained.run(model).resolve("onnx/encoder.onnx");
    }

    private static Path decoder(String model) throws IOException {
        return trained.run(model).resolve("onnx/generator.onnx");
    }

    private int judge(Path encoder, Path decoder, String... options) {
        return judge("diagonal-normal", encoder, decoder, options);
    }

    private int judge(String posterior, Path encoder, Path decoder, String... options) {
        List<String> all = new ArrayList<>(List.of("judge", trained.config().toString()));
        all.addAll(List.of("--encoder", encoder.toString(), "--decoder", decoder.toString()));
        all.addAll(List.of("--posterior", posterior, "--likelihood", "bernoulli"));
        all.addAll(List.of("--out", temporary.resolve("out").toString()));
        all.addAll(Arrays.asList(options));
        return terminal.vaelab(all.toArray(String[]::new));
    }

    private Path judged() throws IOException {
        try (Stream<Path> runs = Files.list(temporary.resolve("out/runs"))) {
            return runs.findFirst().orElseThrow();
        }
    }

    private void hasTheMetricsOf(String model) throws IOException {
        RunRecord own = trained.record(model);
        RunRecord judged = new RunFolder(judged()).readResult();
        assertThat(judged.metrics().keySet()).isEqualTo(own.metrics().keySet());
        for (Map.Entry<String, Estimate> metric : own.metrics().entrySet()) {
            double expected = metric.getValue().value();
            Estimate found = judged.metrics().get(metric.getKey());
            assertThat(found.value())
                    .as("%s of %s", metric.getKey(), model)
                    .isCloseTo(expected, within(1e-4 * Math.max(1, Math.abs(expected))));
            assertThat(found.kind()).isEqualTo(metric.getValue().kind());
        }
    }

    @Test
    void anExportedModelHasTheMetricsOfItsRun() throws IOException {
        for (String[] each :
                new String[][] {
                    {"normal", "diagonal-normal"},
                    {"full", "full-normal"},
                    {"sphere", "von-mises-fisher"},
                    {"power", "power-spherical"},
                    {"categories", "{type: categorical, variables: 3, categories: 4}"}
                }) {
            Path out = temporary.resolve(each[0]);
            assertThat(
                            judge(
                                    each[1],
                                    encoder(each[0]),
                                    decoder(each[0]),
                                    "--set",
                                    "name=" + each[0]))
                    .as("%s", terminal)
                    .isZero();
            hasTheMetricsOf(each[0]);
            Files.move(temporary.resolve("out"), out);
        }
    }

    @Test
    void commandsWorkOnTheRun() throws IOException {
        assertThat(judge(encoder("normal"), decoder("normal"))).as("%s", terminal).isZero();
        String run = judged().toString();
        String to = temporary.resolve("a.csv").toString();
        for (List<String> command :
                List.of(
                        List.of("encode", run, "--out", to),
                        List.of("score", run, "--out", temporary.resolve("s.csv").toString()),
                        List.of("sample", run, "--out", temporary.resolve("a.png").toString()),
                        List.of("traverse", run, "--out", temporary.resolve("t.png").toString()),
                        List.of("interpolate", run, "--out", temporary.resolve("i.png").toString()),
                        List.of(
                                "reconstruct",
                                run,
                                "--out",
                                temporary.resolve("r.png").toString()))) {
            assertThat(terminal.vaelab(command.toArray(String[]::new)))
                    .as("%s: %s", command, terminal)
                    .isZero();
        }
        assertThat(terminal.vaelab("export", run)).as("%s", terminal).isZero();
    }

    @Test
    void aChangedFileStopsTheRunAndIsAnotherModel() throws IOException {
        Path encoder = Files.copy(encoder("normal"), temporary.resolve("e.onnx"));
        assertThat(judge(encoder, decoder("normal"))).as("%s", terminal).isZero();
        edit(encoder, model -> model.toBuilder().setProducerName("another").build(), encoder);
        assertThat(terminal.vaelab("encode", judged().toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("has changed since this run was planned");
        assertThat(judge(encoder, decoder("normal"))).isZero();
        assertThat(terminal.err()).contains("checksum: was");
    }

    /** Steps along the gradient lead a judged model where they lead the model that was exported. */
    @Test
    void whatNeedsAGradientWorks() throws IOException {
        String annealed = "{type: logLikelihood.ais, temperatures: 20, examples: 5}";
        String[] settings = {
            "--set",
            "evaluation.metrics=[" + annealed + "]",
            "--set",
            "evaluation.inference={type: semi-amortized, steps: 20}"
        };
        assertThat(judge(encoder("normal"), decoder("normal"), settings))
                .as("%s", terminal)
                .isZero();
        Map<String, Estimate> judged = new RunFolder(judged()).readResult().metrics();
        Trained again =
                Trained.of(
                        DATA.replace("metrics: [", "metrics: [" + annealed + ", ")
                                        .replace(
                                                "evaluation: {",
                                                "evaluation: {inference: {type: semi-amortized,"
                                                        + " steps: 20}, ")
                                + "models:\n  normal: {variant: gaussian, latent: 3}\n",
                        Files.createDirectory(temporary.resolve("again")));
        Map<String, Estimate> own = again.record("normal").metrics();
        for (String metric : List.of("logLikelihood.ais", "elbo.semi-amortized")) {
            double expected = own.get(metric).value();
            assertThat(judged.get(metric).value())
                    .as(metric)
                    .isCloseTo(expected, within(1e-3 * Math.abs(expected)));
        }
    }

    @Test
    void gradientsOfWeightsNeedWeights() throws IOException {
        assertThat(
                        judge(
                                encoder("normal"),
                                decoder("normal"),
                                "--set",
                                "evaluation.gradients={of: {a: {estimator: elbo}}}"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("this model learns none");
    }

    @Test
    void probabilitiesReadAsLogitsAreFound() throws IOException {
        mistake(
                encoder("normal"),
                decoder("normal"),
                List.of("--decoder-output", "logits=x.mean"),
                "seems to give (probabilities), and is read as (logits)",
                "set decoderOutputs: {probabilities: x.mean}");
    }

    @Test
    void logitsReadAsProbabilitiesAreFound() throws IOException {
        mistake(
                encoder("normal"),
                decoder("normal"),
                List.of("--decoder-output", "probabilities=x.logits"),
                "is read as probabilities",
                "set decoderOutputs: {logits: x.logits}");
    }

    @Test
    void aStandardDeviationReadAsALogVarianceIsFound() throws IOException {
        mistake(
                withDeviation(),
                decoder("normal"),
                List.of("--encoder-output", "mean=z.mean,logVariance=sigma"),
                "seems to give (mean, standardDeviation), and is read as (mean, logVariance)",
                "set encoderOutputs: {mean: z.mean, standardDeviation: sigma}");
    }

    @Test
    void aLogVarianceReadAsAStandardDeviationIsFound() throws IOException {
        mistake(
                encoder("normal"),
                decoder("normal"),
                List.of("--encoder-output", "mean=z.mean,standardDeviation=z.logVariance"),
                "is read as standardDeviation",
                "{mean: z.mean, logVariance: z.logVariance}");
    }

    @Test
    void aWrongRangeOfInputsIsFound() throws IOException {
        for (String range : List.of("0,255", "-1,1")) {
            mistake(
                    encoder("normal"),
                    decoder("normal"),
                    List.of("--input-range", range),
                    "seems to expect inputs in [0, 1]",
                    "set inputRange: [0, 1]");
        }
    }

    @Test
    void anEncoderOfBytesIsFound() throws IOException {
        Path bytes = temporary.resolve("bytes.onnx");
        edit(
                encoder("normal"),
                model -> {
                    GraphProto.Builder graph = model.getGraph().toBuilder();
                    List<NodeProto> nodes = new ArrayList<>();
                    nodes.add(node("Div", List.of("x", "max255"), "x01"));
                    graph.getNodeList().forEach(n -> nodes.add(reading(n, "x", "x01")));
                    graph.clearNode().addAllNode(nodes).addInitializer(number("max255", 255));
                    return model.toBuilder().setGraph(graph).build();
                },
                bytes);
        mistake(
                bytes,
                decoder("normal"),
                List.of(),
                "seems to expect inputs in [0, 255], and gets [0, 1]",
                "set inputRange: [0, 255]");
        assertThat(judge(bytes, decoder("normal"), "--input-range", "0,255"))
                .as("%s", terminal)
                .isZero();
        hasTheMetricsOf("normal");
    }

    @Test
    void aMistakeMayBeEvaluatedAsDeclared() throws IOException {
        assertThat(
                        judge(
                                encoder("normal"),
                                decoder("normal"),
                                "--input-range",
                                "-1,1",
                                "--no-check"))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.err()).contains("networks-from-elsewhere");
    }

    @Test
    void badFilesAreExplained() throws IOException {
        Path bad = temporary.resolve("bad.onnx");
        Files.writeString(bad, "a checkpoint");
        mistake(bad, decoder("normal"), List.of(), "is not a file of ONNX", "torch.onnx.export");
        mistake(
                temporary.resolve("absent.onnx"),
                decoder("normal"),
                List.of(),
                "absent.onnx does not exist");
        edit(
                encoder("normal"),
                model -> {
                    ModelProto.Builder next = model.toBuilder();
                    next.getOpsetImportBuilder(0).setVersion(99);
                    return next.build();
                },
                bad);
        mistake(bad, decoder("normal"), List.of(), "has operator set 99", "opset_version=17");
        edit(
                encoder("normal"),
                model -> {
                    ModelProto.Builder next = model.toBuilder();
                    next.getGraphBuilder()
                            .getInputBuilder(0)
                            .getTypeBuilder()
                            .getTensorTypeBuilder()
                            .getShapeBuilder()
                            .getDimBuilder(0)
                            .setDimValue(1);
                    return next.build();
                },
                bad);
        mistake(bad, decoder("normal"), List.of(), "has the fixed shape [1, ", "dynamic_axes");
        edit(
                encoder("normal"),
                model -> {
                    GraphProto.Builder graph = model.getGraph().toBuilder();
                    List<NodeProto> nodes = new ArrayList<>();
                    graph.getNodeList().forEach(n -> nodes.add(writing(n, "z.mean", "mean0")));
                    nodes.add(node("Mul", List.of("mean0", "nan"), "z.mean"));
                    graph.clearNode().addAllNode(nodes).addInitializer(number("nan", Float.NaN));
                    return model.toBuilder().setGraph(graph).build();
                },
                bad);
        mistake(bad, decoder("normal"), List.of(), "output 'z.mean' has the value NaN");
    }

    @Test
    void wrongWidthsAndNamesAreExplained() throws IOException {
        mistake(
                encoder("normal"),
                decoder("normal"),
                List.of("--posterior", "{type: diagonal-normal, latent: 5}"),
                "3 numbers a row; expected 5 for 'mean'");
        mistake(
                encoder("normal"),
                decoder("normal"),
                List.of("--set", "data.size=32"),
                "input 'x' has the shape [batch, 1, 16, 16]; expected [batch, 1024]");
        mistake(
                encoder("normal"),
                decoder("normal"),
                List.of("--encoder-output", "mean=mu,logVariance=z.logVariance"),
                "encoderOutputs names 'mu', and the file has no such output");
        mistake(
                encoder("normal"),
                decoder("normal"),
                List.of("--encoder-output", "mean=z.mean"),
                "encoderOutputs has the keys mean; expected mean, logVariance");
        mistake(
                decoder("normal"),
                decoder("normal"),
                List.of(),
                "input 'z' has the shape [batch, 3]; expected [batch, 256]");
    }

    /** Judges two files, and finds an error of usage before anything is written. */
    private void mistake(Path encoder, Path decoder, List<String> options, String... messages) {
        List<String> all = new ArrayList<>(options);
        String posterior = "diagonal-normal";
        if (!all.isEmpty() && all.get(0).equals("--posterior")) {
            posterior = all.get(1);
            all = all.subList(2, all.size());
        }
        assertThat(judge(posterior, encoder, decoder, all.toArray(String[]::new)))
                .as("%s", terminal)
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains(messages);
        assertThat(temporary.resolve("out")).doesNotExist();
    }

    /** The encoder with a further output, the standard deviation. */
    private Path withDeviation() throws IOException {
        Path to = temporary.resolve("deviation.onnx");
        edit(
                encoder("normal"),
                model -> {
                    GraphProto.Builder graph = model.getGraph().toBuilder();
                    graph.addNode(node("Mul", List.of("z.logVariance", "half"), "halved"));
                    graph.addNode(node("Exp", List.of("halved"), "sigma"));
                    graph.addInitializer(number("half", 0.5f));
                    graph.getOutputList().stream()
                            .filter(output -> output.getName().equals("z.logVariance"))
                            .findFirst()
                            .ifPresent(
                                    output ->
                                            graph.addOutput(
                                                    output.toBuilder().setName("sigma").build()));
                    return model.toBuilder().setGraph(graph).build();
                },
                to);
        return to;
    }

    private static void edit(Path from, UnaryOperator<ModelProto> change, Path to)
            throws IOException {
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(from));
        Files.write(to, change.apply(model).toByteArray());
    }

    private static NodeProto node(String operator, List<String> inputs, String output) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .build();
    }

    private static NodeProto reading(NodeProto node, String old, String other) {
        NodeProto.Builder changed = node.toBuilder().clearInput();
        node.getInputList().forEach(in -> changed.addInput(in.equals(old) ? other : in));
        return changed.build();
    }

    private static NodeProto writing(NodeProto node, String old, String other) {
        NodeProto.Builder changed = node.toBuilder().clearOutput();
        node.getOutputList().forEach(out -> changed.addOutput(out.equals(old) ? other : out));
        return changed.build();
    }

    private static TensorProto number(String name, float value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addFloatData(value)
                .build();
    }
}

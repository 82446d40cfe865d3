// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.record.AbsentMetric;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.settings.SettingKey;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/**
 * Everything that is registered, on a model from elsewhere: it works, or it is rejected by its name
 * before anything is written. A new metric, part, setting of evaluation or command fails here if it
 * does neither.
 */
final class ForeignSweepTest {

    private static final StripesModel MODEL = StripesModel.of(1, 8);

    private static final Plugins PLUGINS = Plugins.load(ForeignSweepTest.class.getClassLoader());

    @TempDir Path temporary;

    private Judge judge;
    private Path encoder = Path.of("");
    private Path decoder = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        judge = new Judge(temporary, MODEL);
        encoder = MODEL.writeEncoder(judge.file("encoder.onnx"));
        decoder = MODEL.writeDecoder(judge.file("decoder.onnx"));
    }

    @Test
    @Tag("full")
    void everyMetricIsMeasuredOrRejected() throws IOException {
        List<String> usable = new ArrayList<>(Metrics.of(PLUGINS).names());
        // It takes minutes with its usual settings.
        usable.remove("logLikelihood.ais");
        String undefined = rejected("evaluation.metrics=" + usable);
        assertThat(undefined).contains("not defined for these data: ", "'pit': binary data");
        usable.removeIf(name -> undefined.contains("'" + name + "': "));
        RunRecord record = judge.record(encoder, decoder, "--set", "evaluation.metrics=" + usable);
        Map<String, AbsentMetric> absent = record.provenance().absentMetrics();
        assertThat(absent.values()).as("%s", absent).noneMatch(AbsentMetric::isFailure);
        Set<String> answered = new TreeSet<>(record.metrics().keySet());
        answered.addAll(absent.keySet());
        assertThat(answered).containsAll(usable);
    }

    private String rejected(String setting) {
        return judge.rejection(encoder, decoder, "--set", setting);
    }

    /** Values of keys of {@code evaluation} that differ from their defaults. */
    private static final Map<String, String> EVALUATION =
            Map.of(
                    "importanceSamples", "3",
                    "importanceExamples", "5",
                    "samples", "2",
                    "kl", "monte-carlo",
                    "maxDecoderRows", "7",
                    "importanceChoice", "first",
                    "importanceTarget", "{standardError: 0.5, limit: 20}",
                    "metrics", "[{type: logLikelihood.ais, temperatures: 3, examples: 2}]",
                    "on", "test");

    @Test
    @Tag("full")
    void everySettingOfEvaluationWorksOrIsRejected() throws IOException {
        for (SettingKey key : SettingKey.of(EvaluationSettings.class)) {
            String value =
                    EVALUATION.getOrDefault(
                            key.name(), key.defaultValue().map(Object::toString).orElse("{}"));
            judge.run(encoder, decoder, "--set", "evaluation." + key.name() + "=" + value);
        }
        assertThat(rejected("evaluation.gradients={of: {a: {estimator: elbo}}}"))
                .contains("evaluation.gradients", "this model learns none");
    }

    @Test
    @Tag("full")
    void everyInferenceWorksOrIsRejected() throws IOException {
        for (String name : PLUGINS.of(InferencePart.class).types().keySet()) {
            worksOrNames(name, "--set", "evaluation.inference=" + name);
            compares(name, "inference: " + name);
        }
    }

    @Test
    @Tag("full")
    void everyEstimatorWorksOrIsRejected() throws IOException {
        for (String name : PLUGINS.of(EstimatorPart.class).types().keySet()) {
            compares(name, "estimator: " + name);
        }
    }

    @Test
    @Tag("full")
    void everyPriorWorksOrIsRejected() {
        for (String name : PLUGINS.of(PriorPart.class).types().keySet()) {
            worksOrNames(name, "--prior", name);
        }
    }

    @Test
    @Tag("full")
    void everyLikelihoodWorksOrIsRejected() {
        for (String name : PLUGINS.of(LikelihoodPart.class).types().keySet()) {
            worksOrNames(name, "--likelihood", name);
        }
    }

    @Test
    @Tag("full")
    void everyPosteriorWorksOrIsRejected() {
        for (String name : PLUGINS.of(PosteriorPart.class).types().keySet()) {
            worksOrNames(name, "--posterior", name);
        }
    }

    private void worksOrNames(String name, String... options) {
        int code = judge.files(encoder, decoder, options);
        assertAnswered(name, code);
    }

    /** Compares the model with a key of its own. */
    private void compares(String name, String key) throws IOException {
        Path config = judge.file("compared.yaml");
        String models = Files.readString(judge.config()).replaceFirst("(?s)models:.*", "");
        Files.writeString(
                config,
                models
                        + """
                        models:
                          theirs:
                            variant: gaussian
                            posterior: {type: diagonal-normal, latent: 8}
                            likelihood: bernoulli
                            network:
                              encoder: onnx-model
                              encoderFile: encoder.onnx
                              decoderFile: decoder.onnx
                        """
                        + "    "
                        + key
                        + "\n");
        Path out = judge.file("compared-" + key.replaceAll("\\W+", "-"));
        int code = judge.terminal().vaelab("compare", config.toString(), "--out", out.toString());
        assertAnswered(name, code);
    }

    private void assertAnswered(String name, int code) {
        assertThat(code).as("%s: %s", name, judge.terminal()).isIn(0, ExitCode.USAGE);
        if (code == ExitCode.USAGE) {
            assertThat(judge.terminal().err())
                    .as(name)
                    .containsPattern(
                            Pattern.quote(name)
                                    + "|\\.onnx|(posterior|likelihood|prior): the key '");
        }
    }

    /** The arguments of commands after their folder. */
    private Map<String, List<String>> arguments() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("encode", out("codes.csv"));
        all.put("reconstruct", out("reconstructed.png"));
        all.put("sample", out("samples.png"));
        all.put("traverse", out("traversal.png"));
        all.put("interpolate", out("interpolation.png"));
        all.put("impute", out("imputed.csv", "--observed", "upper", "--first", "3"));
        all.put("score", out("scores.csv"));
        all.put("compress", out("data.vlz", "--split", "test", "--first", "3"));
        all.put("card", out("card"));
        all.put("history", out("history", "--to", "tensorboard"));
        all.put("evaluate", List.of("--set", "evaluation.samples=2"));
        all.put("archive", out("archive.zip"));
        return all;
    }

    private List<String> out(String name, String... further) {
        List<String> all = new ArrayList<>(List.of("--out", judge.file(name).toString()));
        all.addAll(Arrays.asList(further));
        return all;
    }

    @Test
    void examplesComeBackFromAFile() throws IOException {
        Path run = judge.run(encoder, decoder);
        String file = judge.file("data.vlz").toString();
        Terminal terminal = judge.terminal();
        assertThat(terminal.vaelab("compress", run.toString(), "--first", "3", "--out", file))
                .isZero();
        String folder = judge.file("back").toString();
        assertThat(terminal.vaelab("decompress", file, "--out", folder)).isZero();
        assertThat(Path.of(folder, "data.idx")).exists();
    }

    /** Each command that takes a finished run, or a comparison. */
    @Tag("full")
    @Test
    void everyCommandWorks() throws IOException {
        Path run = judge.run(encoder, decoder);
        Terminal terminal = judge.terminal();
        Map<String, List<String>> given = arguments();
        Set<String> tried = new TreeSet<>();
        for (CommandLine command : Main.commandLine().getSubcommands().values()) {
            String name = command.getCommandName();
            String takes =
                    command.getCommandSpec().positionalParameters().stream()
                            .map(ArgSpec::paramLabel)
                            .filter(label -> label.contains("RUN") || label.contains("DIR"))
                            .findFirst()
                            .orElse("");
            // Forecasts are of series alone, and a page is shown until it is stopped.
            if (takes.isEmpty() || name.equals("forecast") || name.equals("explore")) {
                continue;
            }
            Path of = takes.equals("RUN") ? run : run.getParent().getParent();
            List<String> arguments = new ArrayList<>(List.of(name, of.toString()));
            arguments.addAll(given.getOrDefault(name, List.of()));
            assertThat(terminal.vaelab(arguments.toArray(String[]::new)))
                    .as("%s: %s", arguments, terminal)
                    .isZero();
            tried.add(name);
        }
        assertThat(tried).containsAll(given.keySet()).contains("report", "status");
        assertThat(Files.readAllLines(judge.file("imputed.csv"))).hasSizeGreaterThan(3);
    }
}

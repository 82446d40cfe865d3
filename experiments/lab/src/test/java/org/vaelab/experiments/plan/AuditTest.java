// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

/**
 * Each check with a config that it warns of, and one that differs in nothing else and of which it
 * does not.
 */
final class AuditTest {

    private static final Path ROOT = Path.of(System.getProperty("vaelab.root", ".."));

    private static final Plugins PLUGINS = Plugins.load(AuditTest.class.getClassLoader());
    private static final Backends BACKENDS = Backends.find(AuditTest.class.getClassLoader());
    private static final SpecContext CONTEXT =
            SpecContext.of(PLUGINS, DataLocations.ofSystem(), BACKENDS);
    private static final DataCache DATA = new DataCache(DataSource.Progress.SILENT);

    private static final String BITS = "data: {source: sprites, size: 16, train: 300, test: 60}\n";
    private static final String SMALL =
            """
            seeds: [1, 2]
            network: {hidden: [8]}
            training: {steps: 40, batch: 20}
            """;
    private static final String PLAIN =
            BITS + SMALL + "models: {vae: {variant: gaussian, latent: 2}}";

    @TempDir Path temporary;

    private List<Warning> audit(String config, String... settings) throws IOException {
        Path file = Files.writeString(temporary.resolve("config.yaml"), config);
        return audit(file, settings);
    }

    private static List<Warning> audit(Path file, String... settings) {
        ComparisonSpec spec = new SpecReader(CONTEXT).read(file, List.of(settings));
        return Audit.of(new Preflight(PLUGINS, BACKENDS, DATA::get).check(spec));
    }

    private static List<String> checks(List<Warning> warnings) {
        return warnings.stream().map(Warning::check).toList();
    }

    private Warning only(String config, String... settings) throws IOException {
        List<Warning> warnings = audit(config, settings);
        assertThat(warnings).hasSize(1);
        return warnings.get(0);
    }

    private Path csv(String name, int rows, double shift) throws IOException {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < rows; i++) {
            text.append(Math.sin(i) + shift).append(',').append(Math.cos(3 * i)).append('\n');
        }
        return Files.writeString(temporary.resolve(name), text);
    }

    private void grey(String name) throws IOException {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 200; i++) {
            text.append(i % 256).append(',').append(i * 7 % 256).append('\n');
        }
        Files.writeString(temporary.resolve(name), text);
    }

    private static String real(String models) {
        return SMALL + "likelihood: gaussian\nmodels:\n" + models.indent(2);
    }

    @Test
    void aPlainComparisonIsNotDoubted() throws IOException {
        assertThat(audit(PLAIN)).isEmpty();
    }

    @Test
    void weightsOfTheKlThatTrainingAloneGives() throws IOException {
        Warning warning = only(PLAIN, "training.klWeight=0.5");
        assertThat(warning.check()).isEqualTo("kl-weight");
        assertThat(warning.models()).containsExactly("vae");
        assertThat(warning.message()).contains("weight 0.5");
        assertThat(audit(PLAIN, "training.klWeight={type: linear, from: 0, to: 1, steps: 40}"))
                .isEmpty();
        assertThat(
                        checks(
                                audit(
                                        PLAIN,
                                        "training.klWeight={type: cyclical, from: 0, to: 1, period: 30}")))
                .containsExactly("kl-weight");
        assertThat(audit(PLAIN, "training.klWeight={type: cyclical, from: 0, to: 1, period: 20}"))
                .isEmpty();
        assertThat(audit(PLAIN.replace("gaussian, latent: 2", "beta, latent: 2, beta: 4")))
                .isEmpty();
        assertThat(
                        audit(
                                PLAIN.replace(
                                        "gaussian, latent: 2",
                                        "beta, latent: 2, capacity: {to: 5, steps: 30}")))
                .isEmpty();
    }

    @Test
    void learningRatesThatLoseAnyModelOrMoveNone() throws IOException {
        assertThat(only(PLAIN, "training.optimizer.learningRate=1e9").toString())
                .startsWith(
                        "learning-rate (vae): training.optimizer.learningRate is 1000000000 at its");
        assertThat(only(PLAIN, "training.optimizer.learningRate=0").message())
                .contains("no weight ever moves");
        assertThat(audit(PLAIN, "training.optimizer.learningRate=0.1")).isEmpty();
    }

    @Test
    void rampsThatTrainingDoesNotFinish() throws IOException {
        assertThat(only(PLAIN, "training.warmup=41").toString())
                .isEqualTo(
                        "unfinished-ramp (vae): training.warmup takes 41 steps, and training ends"
                                + " after 40\n    shorten it, or train longer");
        assertThat(audit(PLAIN, "training.warmup=40")).isEmpty();
        String rate =
                "training.optimizer.learningRate={type: cosine, from: 1e-3, to: 0, steps: %d}";
        assertThat(only(PLAIN, String.format(rate, 60)).message())
                .startsWith("training.optimizer.learningRate takes 60 steps");
        assertThat(audit(PLAIN, String.format(rate, 40))).isEmpty();
        assertThat(
                        only(PLAIN.replace(
                                        "gaussian, latent: 2",
                                        "beta, latent: 2, capacity: {to: 5, steps: 50}"))
                                .message())
                .startsWith("capacity takes 50 steps");
    }

    @Test
    void testDataFromElsewhere() throws IOException {
        csv("train.csv", 400, 0);
        csv("same.csv", 100, 0);
        csv("other.csv", 100, 2);
        String config = real("vae: {variant: gaussian, latent: 2}");
        String data = "data: {source: table, path: train.csv, test: %s}\n";
        assertThat(audit(String.format(data, "same.csv") + config)).isEmpty();
        Warning warning = only(String.format(data, "other.csv") + config);
        assertThat(warning.check()).isEqualTo("shifted-test-data");
        assertThat(warning.message()).contains("column 'a'");
    }

    @Test
    void densitiesOfDataThatRepeat() throws IOException {
        StringBuilder bits = new StringBuilder("a,b\n");
        StringBuilder levels = new StringBuilder("a,b\n");
        for (int i = 0; i < 200; i++) {
            bits.append(i % 2).append(',').append(i / 2 % 2).append('\n');
            levels.append((i % 256) / 255f).append(',').append((i * 7 % 256) / 255f).append('\n');
        }
        Files.writeString(temporary.resolve("bits.csv"), bits);
        Files.writeString(temporary.resolve("levels.csv"), levels);
        csv("real.csv", 200, 0);
        String config = real("vae: {variant: gaussian, latent: 2}");
        String data = "data: {source: table, path: %s, domain: real}\n";
        assertThat(only(String.format(data, "bits.csv") + config).toString())
                .startsWith("discrete-data (vae): all values are 0 or 1")
                .contains("data.domain: binary");
        assertThat(only(String.format(data, "levels.csv") + config).message())
                .startsWith("all values are grey levels");
        assertThat(audit(String.format(data, "real.csv") + config)).isEmpty();

        grey("grey.csv");
        String grey = "data: {source: table, path: grey.csv, domain: grey}\n";
        assertThat(checks(audit(grey + config))).containsExactly("density-of-grey-levels");
        assertThat(audit(grey + config.replace("gaussian\n", "discretized-logistic\n"))).isEmpty();
    }

    @Test
    void fewerDrawsInEvaluationThanInTraining() throws IOException {
        String config =
                BITS
                        + SMALL
                        + "models: {m: {variant: gaussian, latent: 2, estimator: {type: %s, samples:"
                        + " 20}}}";
        assertThat(only(String.format(config, "iwae"), "evaluation.importanceSamples=19").check())
                .isEqualTo("few-importance-samples");
        assertThat(audit(String.format(config, "iwae"), "evaluation.importanceSamples=20"))
                .isEmpty();
        assertThat(audit(String.format(config, "elbo"), "evaluation.importanceSamples=19"))
                .isEmpty();
    }

    /** In the encoder q is given x of the batch alone, and the score of each draw stays its own. */
    @Test
    void batchNormInTheDecoderOfAScoreFunction() throws IOException {
        String config =
                BITS
                        + "seeds: [1, 2]\ntraining: {steps: 40, batch: 20}\n"
                        + "models: {m: {variant: gumbel, draw: discrete, variables: 2, categories: 3,"
                        + " estimator: score-function, network: {encoder: [{dense: 8}, %s], decoder:"
                        + " [{dense: 8}, %s]}}}";
        assertThat(only(config.formatted("relu", "batch-norm")).check()).isEqualTo("batch-norm");
        assertThat(audit(config.formatted("batch-norm", "layer-norm"))).isEmpty();
        String through = config.replace("draw: discrete, ", "").replace("score-function", "elbo");
        assertThat(audit(through.formatted("relu", "batch-norm"))).isEmpty();
    }

    /** An image of the extents of the data gets a convolution, and a vector a dense layer. */
    @Test
    void aListOfLayersThatEndsInOtherExtents() throws IOException {
        String config =
                BITS
                        + SMALL
                        + "models: {m: {variant: gaussian, latent: 2, network: {encoder: [flatten],"
                        + " decoder: [{dense: 512}, {reshape: [2, 16, 16]}, {convolution: {channels: 2,"
                        + " kernel: 2, padding: %s}}%s]}}}";
        Warning warning = only(config.formatted(1, ""));
        assertThat(warning.check()).isEqualTo("extents-of-layers");
        assertThat(warning.message())
                .isEqualTo(
                        "network.decoder ends at 2x17x17, the head needs 1x16x16: a dense layer of 148,224"
                                + " parameters was added");
        assertThat(audit(config.formatted(1, ", flatten"))).isEmpty();
        assertThat(audit(config.formatted(1, ", {convolution: {channels: 3, kernel: 2}}")))
                .isEmpty();
    }

    @Test
    void aBatchOfOneHasNoStatistics() {
        String config =
                BITS
                        + "seeds: [1, 2]\ntraining: {steps: 40, batch: 1}\n"
                        + "models: {m: {variant: gaussian, latent: 2, network: {encoder: [{dense: 8}, %s],"
                        + " decoder: [relu]}}}";
        assertThatThrownBy(() -> audit(config.formatted("batch-norm")))
                .hasMessageContaining("network.encoder[1]: batch-norm needs more than one value");
        assertThatCode(() -> audit(config.formatted("layer-norm"))).doesNotThrowAnyException();
    }

    /**
     * The fourth moment of q exists, or only the second, or a prior with a power tail needs none.
     */
    @Test
    void standardErrorsOfHeavyTailedPosteriors() throws IOException {
        String config = BITS + SMALL + "models: {m: {variant: student-t, latent: 2, %s}}";
        assertThat(audit(String.format(config, "degrees: 4.5"))).isEmpty();
        assertThat(only(String.format(config, "degrees: 4")).check()).isEqualTo("heavy-tailed-kl");
        assertThat(only(String.format(config, "degrees: 3, learned: true")).check())
                .isEqualTo("heavy-tailed-kl");
        assertThat(audit(String.format(config, "degrees: 1, prior: student-t"))).isEmpty();
        assertThat(audit(String.format(config, "degrees: 1, prior: vamp"))).isEmpty();
        assertThat(audit(String.format(config, "degrees: 2.5, prior: laplace"))).isEmpty();
        assertThat(only(String.format(config, "degrees: 1.5, prior: laplace")).check())
                .isEqualTo("heavy-tailed-kl");
    }

    /** KL(q || p) is infinite if q has not the moment that -log p needs. */
    @Test
    void infiniteDivergencesAreErrors() {
        String config = BITS + SMALL + "models: {m: {variant: student-t, latent: 2, %s}}";
        for (String keys : List.of("degrees: 2", "degrees: 1", "degrees: 1, prior: laplace")) {
            assertThatThrownBy(() -> audit(String.format(config, keys)))
                    .as(keys)
                    .hasMessageContaining("KL(q || p) of latent variable 'z' is infinite");
        }
    }

    /** All draws of a point mass are equal, so a bound of several is the evidence lower bound. */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"iwae", "dreg", "miwae", "ciwae", "renyi", "stl"})
    void drawsOfPointMassesAreNotWeighed(String estimator) throws IOException {
        String config =
                BITS
                        + SMALL
                        + "models: {m: {variant: %s, estimator: {type: "
                        + estimator
                        + ", samples: %d}}}";
        for (String codes :
                List.of(
                        "vq, positions: 2, codebookSize: 4, codeDimension: 2",
                        "fsq, positions: 2, levels: [3]",
                        "residual, positions: 1, stages: 2, quantiser: {type: bsq, bits: 2}")) {
            assertThatThrownBy(() -> audit(String.format(config, codes, 5)))
                    .as(codes)
                    .hasMessageContaining("estimator '" + estimator + "' weighs several draws");
            assertThat(audit(String.format(config, codes, 1))).as(codes).isEmpty();
        }
    }

    @Test
    void pointMassesBesideOthers() throws IOException {
        String vq = "vq: {variant: vq, positions: 2, codebookSize: 4, codeDimension: 2}";
        String config = BITS + SMALL + "models: {" + vq + "%s}";
        assertThat(audit(String.format(config, ""))).isEmpty();
        Warning warning = only(String.format(config, ", vae: {variant: gaussian, latent: 2}"));
        assertThat(warning.check()).isEqualTo("no-log-likelihood");
        assertThat(warning.models()).containsExactly("vq");
        assertThat(warning.message()).doesNotContain("maximises");
        assertThat(
                        only(String.format(
                                        config,
                                        ", k: {variant: gaussian, latent: 2, estimator: iwae}"))
                                .message())
                .endsWith("; for k training maximises another one");
    }

    @Test
    void valuesWithoutADensityBesideOthers() throws IOException {
        String map = "map: {variant: gaussian, latent: 2, inference: map, estimator: joint}";
        String config = BITS + SMALL + "models: {" + map + "%s}";
        assertThat(audit(String.format(config, ""))).isEmpty();
        Warning warning = only(String.format(config, ", vae: {variant: gaussian, latent: 2}"));
        assertThat(warning.check()).isEqualTo("no-log-likelihood");
        assertThat(warning.models()).containsExactly("map");
        assertThat(warning.message()).contains("neither the elbo nor log p(x) is measured");
    }

    @Tag("full")
    @Test
    void modelsThatEvaluationShowsDifferentData() throws IOException {
        csv("a.csv", 200, 0);
        csv("b.csv", 200, 1);
        String model = "{variant: gaussian, latent: 2, data: {source: table, path: %s}}\n";
        String config = "a: " + String.format(model, "a.csv") + "b: " + model;
        assertThat(audit(real(String.format(config, "a.csv")))).isEmpty();
        Warning warning = only(real(String.format(config, "b.csv")));
        assertThat(warning.check()).isEqualTo("different-data");
        assertThat(warning.message()).contains("(a: a of shape 2", "; b: b of shape 2");
    }

    @Test
    void valuesFarFromOne() throws IOException {
        csv("far.csv", 200, 4000);
        String config =
                real(
                        "a: {variant: gaussian, latent: 2,"
                                + " data: {source: table, path: far.csv, standardize: %s}}");
        Warning warning = only(String.format(config, "false"));
        assertThat(warning.check()).isEqualTo("unscaled-data");
        assertThat(warning.message()).contains("'a' has mean 4000 and standard deviation 0.7");
        assertThat(warning.remedy()).startsWith("set data.standardize: true");
        assertThat(audit(String.format(config, "true"))).isEmpty();
    }

    /** A remedy works: of what a series may have, each is either taken or not advised. */
    @Test
    void seriesWithACalendarAreStandardisedOrScaled() throws IOException {
        StringBuilder text = new StringBuilder("time,x\n");
        for (int i = 0; i < 120; i++) {
            text.append(2000 + i / 12).append(i % 12 < 9 ? "-0" : "-").append(1 + i % 12);
            text.append(',').append(400 + Math.sin(i)).append('\n');
        }
        Files.writeString(temporary.resolve("months.csv"), text);
        String config =
                "data: {source: series, path: months.csv, window: 12, calendar: [month]%s}\n"
                        + SMALL
                        + "models: {linear: {variant: state-space, state: 2}}";
        Warning warning = only(config.formatted(""));
        assertThat(warning.check()).isEqualTo("unscaled-data");
        assertThat(warning.remedy()).startsWith("set data.standardize: true");
        assertThat(audit(config.formatted(", standardize: true"))).isEmpty();
        assertThat(audit(config.formatted(", scale: window"))).isEmpty();
        assertThatThrownBy(() -> audit(config.formatted(", scale: level, standardize: true")))
                .hasMessageContaining("data.standardize is true, and data.scale gives each window")
                .hasMessageContaining("leave one of them out");
    }

    @Test
    void columnsThatNeverChange() throws IOException {
        StringBuilder text = new StringBuilder("a,b,c\n");
        for (int i = 0; i < 60; i++) {
            text.append(Math.sin(i)).append(",7.5,").append(Math.cos(i)).append('\n');
        }
        Files.writeString(temporary.resolve("t.csv"), text);
        String config =
                "data: {source: table, path: t.csv, columns: {%s: ignore}}\n"
                        + SMALL
                        + "models: {vae: {variant: gaussian, latent: 2}}";
        Warning warning = only(config.formatted("a"));
        assertThat(warning.check()).isEqualTo("constant-column");
        assertThat(warning.toString()).contains("(vae): b: one value", "data.constant: drop");
        assertThat(audit(config.formatted("b"))).isEmpty();
        assertThat(audit(config.formatted("a").replace("t.csv", "t.csv, constant: drop")))
                .isEmpty();
    }

    @Test
    void onlyTheBitsThatEvaluationSeesMatter() throws IOException {
        grey("levels.csv");
        String config =
                "data: {source: table, path: levels.csv, domain: grey, binarize: dynamic}\n"
                        + SMALL
                        + """
                        models:
                          a: {variant: gaussian, latent: 2}
                          b: {variant: gaussian, latent: 2, data: {%s}}
                        """;
        assertThat(audit(String.format(config, "binarize: static(7)"))).isEmpty();
        assertThat(checks(audit(String.format(config, "evaluationSeed: 1"))))
                .containsExactly("different-data");
        assertThat(only(String.format(config, "binarize: threshold(0.3)")).message())
                .contains(
                        "a: levels of shape 2", "drawn under evaluationSeed 0", "binary above 0.3");
    }

    @Test
    void densitiesBesideProbabilities() throws IOException {
        grey("levels.csv");
        String config =
                "data: {source: table, path: levels.csv, domain: grey}\n"
                        + SMALL
                        + """
                        models:
                          a: {variant: gaussian, latent: 2, likelihood: discretized-logistic}
                          b: {variant: gaussian, latent: 2, likelihood: %s}
                        """;
        assertThat(audit(String.format(config, "categorical"))).isEmpty();
        assertThat(checks(audit(String.format(config, "gaussian"))))
                .containsExactly("density-of-grey-levels", "density-and-probability");
        String spread = "gaussian, data: {dequantize: uniform}";
        assertThat(only(String.format(config, spread)).toString())
                .startsWith(
                        "density-and-probability: densities and probabilities do not compare, but"
                                + " for bitsPerDimension (");
    }

    @Test
    void aLikelihoodThatIsGivenTheTotalBesideOneThatIsNot() throws IOException {
        StringBuilder counts = new StringBuilder("a,b\n");
        for (int i = 0; i < 200; i++) {
            counts.append(i % 3).append(',').append(i % 7).append('\n');
        }
        Files.writeString(temporary.resolve("counts.csv"), counts);
        String config =
                "data: {source: table, path: counts.csv, domain: counts}\n"
                        + SMALL
                        + """
                        models:
                          a: {variant: gaussian, latent: 2, likelihood: poisson}
                          b: {variant: gaussian, latent: 2, likelihood: %s}
                        """;
        assertThat(audit(String.format(config, "negative-binomial"))).isEmpty();
        Warning warning = only(String.format(config, "multinomial"));
        assertThat(warning.check()).isEqualTo("different-condition");
        assertThat(warning.message()).endsWith("(a: log p(x); b: log p(x given the total count))");
    }

    @Test
    void theOrderOfAConditionChangesNothing() throws IOException {
        String config =
                "data: {source: sprites, size: 16, train: 100, test: 20}\n"
                        + SMALL
                        + """
                        models:
                          a: {variant: gaussian, latent: 2, condition: [scale, x]}
                          b: {variant: gaussian, latent: 2, condition: [x, %s]}
                        """;
        assertThat(audit(String.format(config, "scale"))).isEmpty();
        assertThat(only(String.format(config, "y")).check()).isEqualTo("different-condition");
    }

    @Test
    void aColumnWithADensityBesideItsProbability() throws IOException {
        StringBuilder rows = new StringBuilder("area,beds,kind\n");
        for (int i = 0; i < 200; i++) {
            rows.append((i * 37 % 200) / 100.0 - 1).append(',').append(i % 5).append(',');
            rows.append(i % 2 == 0 ? "flat\n" : "house\n");
        }
        Files.writeString(temporary.resolve("homes.csv"), rows);
        String config =
                "data: {source: table, path: homes.csv, testFraction: 0.2}\n"
                        + SMALL
                        + """
                        models:
                          a: {variant: gaussian, latent: 2, data: {columns: {beds: count}}}
                          b: {variant: gaussian, latent: 2, data: {columns: {beds: %s}}}
                        """;
        assertThat(audit(String.format(config, "count"))).isEmpty();
        List<Warning> warnings = audit(String.format(config, "real"));
        assertThat(checks(warnings)).containsExactly("discrete-data", "density-and-probability");
        assertThat(warnings.get(0).toString())
                .startsWith("discrete-data (b): the likelihood is a density of whole numbers")
                .contains("(beds)", "data.columns: {beds: count}");
        assertThat(warnings.get(1).message())
                .endsWith("(a: a probability of beds; b: a density of beds)");
    }

    @Test
    void validationByTwoExamples() throws IOException {
        assertThat(audit(PLAIN, "data.validation=5")).isEmpty();
        Warning warning = only(PLAIN, "data.validation=2");
        assertThat(warning.check()).isEqualTo("few-validation-examples");
        assertThat(warning.message()).startsWith("2 validation examples are too few");
    }

    @Test
    void anArrayOfOneValue() throws IOException {
        String head = "{'descr': '<f4', 'fortran_order': False, 'shape': (50, 2)}";
        ByteBuffer array = ByteBuffer.allocate(128 + 400).order(ByteOrder.LITTLE_ENDIAN);
        array.put("\u0093NUMPY\u0001\u0000v\u0000".getBytes(StandardCharsets.ISO_8859_1));
        array.put("%-117s\n".formatted(head).getBytes(StandardCharsets.ISO_8859_1));
        IntStream.range(0, 100).forEach(i -> array.putFloat(1.5f));
        Files.write(temporary.resolve("one.npy"), array.array());
        String config = "data: {source: npy, train: one.npy}\n" + SMALL;
        assertThat(only(config + "models: {vae: {variant: gaussian, latent: 2}}").toString())
                .startsWith("constant-column (vae): all values: one value in all training rows");
    }

    /** What is advised of a column of whole numbers is a config that trains. */
    @ParameterizedTest
    @ValueSource(ints = {1990, -3})
    void theAdviceForWholeNumbersTrains(int first) throws IOException {
        StringBuilder rows = new StringBuilder("area,year\n");
        for (int i = 0; i < 400; i++) {
            rows.append((i * 37 % 200) / 100.0 - 1).append(',').append(first + i * 7 % 14);
            rows.append('\n');
        }
        Files.writeString(temporary.resolve("years.csv"), rows);
        String config =
                """
                data: {source: table, path: years.csv, columns: {year: %s}}
                likelihood: %s
                """
                        + SMALL
                        + "models: {vae: {variant: gaussian, latent: 2}}\n";
        Warning warning = only(config.formatted("real", "gaussian"));
        assertThat(warning.remedy())
                .endsWith(
                        "data.columns: {year: count} (ordinal, if they are dates or some are negative), with likelihood: columns");
        assertThat(audit(config.formatted(first < 0 ? "ordinal" : "count", "columns"))).isEmpty();
    }

    /** Few dates that repeat are whole numbers of days. */
    @Test
    void theAdviceForFewDatesTrains() throws IOException {
        StringBuilder rows = new StringBuilder("area,year\n");
        for (int i = 0; i < 400; i++) {
            rows.append((i * 37 % 200) / 100.0 - 1).append(',').append(1990 + i * 7 % 14);
            rows.append("-01-01\n");
        }
        Files.writeString(temporary.resolve("years.csv"), rows);
        String config =
                "data: {source: table, path: years.csv, columns: {year: %s}}\nlikelihood: columns\n"
                        + SMALL
                        + "models: {vae: {variant: gaussian, latent: 2}}\n";
        assertThat(only(config.formatted("date")).remedy()).contains("ordinal, if they are dates");
        assertThat(audit(config.formatted("ordinal"))).isEmpty();
    }

    @Test
    void modelsThatAreMeasuredDifferently() throws IOException {
        String config =
                BITS
                        + SMALL
                        + """
                        models:
                          a: {variant: gaussian, latent: 2}
                          b: {variant: gaussian, latent: 2, evaluation: {importanceSamples: %d}}
                        """;
        assertThat(audit(String.format(config, 500))).isEmpty();
        assertThat(only(String.format(config, 50)).message())
                .contains("b: samples 1, importanceSamples 50, importanceExamples all");
    }

    @Test
    void modelsThatMeasureOneMetricDifferently() throws IOException {
        String config =
                BITS
                        + SMALL
                        + """
                        models:
                          a: {variant: gaussian, latent: 2, evaluation: {metrics: [calibration]}}
                          b: {variant: gaussian, latent: 2, evaluation: {metrics: [%s, activeUnits]}}
                        """;
        String usual = "{type: calibration, draws: 99}";
        assertThat(audit(String.format(config, usual))).isEmpty();
        Warning warning = only(String.format(config, "{type: calibration, draws: 50}"));
        assertThat(warning.check()).isEqualTo("different-metric-settings");
        assertThat(warning.message())
                .contains("metric calibration")
                .endsWith("(a: the usual ones; b: examples 1000, draws 50, level 0.05)");
    }

    @Test
    void modelsThatAreGivenDifferentThings() throws IOException {
        String config =
                BITS
                        + SMALL
                        + """
                        models:
                          a: {variant: gaussian, latent: 2%s}
                          b: {variant: gaussian, latent: 2, condition: shape}
                        """;
        assertThat(audit(String.format(config, ", condition: shape"))).isEmpty();
        assertThat(only(String.format(config, "")).message())
                .contains("(a: log p(x); b: log p(x given shape))");
    }

    @Test
    void oneSeed() throws IOException {
        assertThat(only(PLAIN, "seeds=[7]").check()).isEqualTo("one-seed");
    }

    @Test
    void ascentsThatEvaluationCutsShort() throws IOException {
        String config =
                BITS
                        + SMALL
                        + "models: {svi: {variant: gaussian, latent: 2, inference: {type: svi, steps: 3%s}}}";
        assertThat(only(String.format(config, "")).message())
                .startsWith("a training datum is fitted in about 2 visits of 3 steps");
        assertThat(audit(String.format(config, ", evaluationSteps: 30"))).isEmpty();
        assertThat(audit(String.format(config, ""), "training.steps=5")).isEmpty();
    }

    @Test
    void piecesThatTrainingDoesNotReachAreUnfinished() throws IOException {
        String rates =
                "training.optimizer.learningRate="
                        + "{type: piecewise, values: [1e-3, 1e-4], until: [%d]}";
        assertThat(only(PLAIN, rates.formatted(40)).toString())
                .startsWith("unfinished-ramp")
                .contains("training.optimizer.learningRate takes 41 steps")
                .contains("training ends after 40");
        assertThat(audit(PLAIN, rates.formatted(39))).isEmpty();
        String weight = "training.klWeight={type: piecewise, values: [0, %s], until: [20]}";
        assertThat(audit(PLAIN, weight.formatted("1"))).isEmpty();
        assertThat(only(PLAIN, weight.formatted("0.5")).check()).isEqualTo("kl-weight");
    }

    @Test
    void modelsWithTheSameDoubtShareAWarning() throws IOException {
        StringBuilder models = new StringBuilder("models:\n");
        for (int i = 0; i < 8; i++) {
            models.append("  m").append(i).append(": {variant: gaussian, latent: 2}\n");
        }
        Warning warning = only(BITS + SMALL + models, "training.warmup=50");
        assertThat(warning.models()).hasSize(8);
        assertThat(warning.toString())
                .startsWith("unfinished-ramp (m0, m1, m2, m3, m4 and 3 more): ");
    }

    static Stream<Path> shippedConfigs() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("configs"))) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** A config has the warnings that its comments name, because they are right, and no others. */
    @Tag("exhaustive")
    @ParameterizedTest
    @MethodSource("shippedConfigs")
    void theConfigsThatComeWithItGiveNoFalseAlarms(Path config) throws IOException {
        String text = Files.readString(config);
        boolean needsFolder = text.contains("source: mnist10k");
        assumeTrue(
                !needsFolder
                        || DataLocations.ofSystem().roots().stream()
                                .anyMatch(r -> Files.isDirectory(r.path().resolve("mnist10k"))),
                "needs the folder mnist10k under a data root");
        Path shakespeare = ROOT.resolve("../shared/data/tinyshakespeare/input.txt");
        assumeTrue(
                !text.contains("tinyshakespeare") || Files.exists(shakespeare),
                "needs tinyshakespeare beside the repository");
        assumeTrue(
                !text.contains("MakePairs")
                        || Files.exists(ROOT.resolve("configs/pairs/captions.csv")),
                "needs the pairs of configs/pairs/MakePairs.java");
        assumeTrue(
                !text.contains("MakeSeries")
                        || Files.exists(ROOT.resolve("configs/series/monthly.csv")),
                "needs the series of configs/series/MakeSeries.java");
        List<String> right =
                Audit.checks().stream().map(Check::name).filter(text::contains).toList();
        assertThat(checks(audit(config, "runtime.threads=1"))).isEqualTo(right);
    }

    @Test
    void moreThreadsThanProcessors() throws IOException {
        int processors = Runtime.getRuntime().availableProcessors();
        Warning warning = only(PLAIN, "runtime.threads=" + (processors + 1));
        assertThat(warning.check()).isEqualTo("threads-beyond-processors");
        assertThat(warning.message())
                .startsWith("runtime.threads is " + (processors + 1))
                .contains("this machine has " + processors + " processor");
        assertThat(warning.remedy()).startsWith("set runtime.threads to " + processors);
        assertThat(audit(PLAIN, "runtime.threads=" + processors)).isEmpty();
    }

    @Test
    void everyCheckHasItsLineInTheReadme() throws IOException {
        Map<String, String> lines = new LinkedHashMap<>();
        Files.readAllLines(ROOT.resolve("experiments/lab/README.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|", -1))
                .filter(cells -> cells.length == 4)
                .forEach(cells -> lines.put(cells[1].strip().replace("`", ""), cells[2]));
        assertThat(lines.keySet()).containsAll(Audit.checks().stream().map(Check::name).toList());
    }

    @Test
    void modelsInDifferentPrecisions() throws IOException {
        String config =
                BITS
                        + SMALL
                        + """
                        models:
                          a: {variant: gaussian, latent: 2}
                          b: {variant: gaussian, latent: 2, runtime: {precision: %s}}
                        """;
        Warning warning = only(String.format(config, "float64"));
        assertThat(warning.check()).isEqualTo("different-precision");
        assertThat(warning.message()).endsWith("(a: float32; b: float64)");
        assertThat(audit(String.format(config, "float32"))).isEmpty();
    }
}

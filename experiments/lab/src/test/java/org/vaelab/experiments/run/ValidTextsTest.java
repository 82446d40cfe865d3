// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.decoding.NextTokens;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.likelihood.TextDistribution;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.GenerativeModel.WrappedModel;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/** The share of valid texts of a model that writes known texts. */
final class ValidTextsTest {

    private static final String QUESTIONS =
            "{source: grammar, task: questions, train: 60, test: 250, subjects: 3, topics: 3,"
                    + " spurious: 0.3}";
    private static final String SENTENCES = "{source: grammar, train: 60, test: 250}";

    @TempDir Path temporary;

    /** Evaluates a model that writes the test texts, with some tokens changed, in their order. */
    private EvaluationResult evaluated(String data, String condition, TokenChange change)
            throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("texts.yaml"),
                        """
                        data: %s
                        runtime: {backend: nd4j, threads: 1}
                        network: {encoder: gru, hidden: [3], embedding: 2}
                        likelihood: {type: tokens, hidden: [3], embedding: 2}
                        evaluation: {importanceSamples: 2, importanceExamples: 2}
                        models: {vae: {variant: gaussian, latent: 2%s}}
                        """
                                .formatted(data, condition));
        ClassLoader loader = ValidTextsTest.class.getClassLoader();
        Plugins plugins = Plugins.load(loader);
        Backends backends = Backends.find(loader);
        SpecContext context = SpecContext.of(plugins, DataLocations.ofSystem(), backends);
        RunSpec spec = new SpecReader(context).read(config, List.of()).runs().get(0);
        PreparedData prepared = new DataCache(DataSource.Progress.SILENT).get(spec);
        try (TensorRuntime runtime = spec.runtime().open(backends)) {
            LatentVariableModel model = spec.assemble(runtime, plugins, prepared).model();
            return new Evaluator(spec.evaluation(), Metrics.of(plugins), 0, Optional.empty())
                    .evaluate(
                            model.with(new Copying(model.generative(), prepared, change)),
                            List.of(),
                            EvaluationData.of(prepared),
                            RandomKey.of(1),
                            EvaluationProgress.SILENT);
        }
    }

    private static Estimate measured(EvaluationResult result, String name) {
        return result.metrics().get(name);
    }

    @Tag("full")
    @Test
    void answersAreValidIfTheyAreRightAndNotEvasive() throws IOException {
        PreparedData[] seen = new PreparedData[1];
        EvaluationResult result =
                evaluated(
                        QUESTIONS,
                        ", condition: question",
                        (data, example, token) -> {
                            seen[0] = data;
                            return token;
                        });
        Examples test = seen[0].test();
        double right =
                IntStream.range(0, test.size())
                        .filter(i -> test.label("truth").value(i) == 0)
                        .filter(i -> test.label("form").value(i) != 3)
                        .count();
        double share = right / test.size();
        assertThat(share).isBetween(0.3, 0.9);
        for (String name : List.of("validTexts", "validTexts.greedy")) {
            assertThat(measured(result, name).value()).isCloseTo(share, within(1e-12));
            assertThat(measured(result, name).standardError())
                    .isCloseTo(Math.sqrt(share * (1 - share) / (test.size() - 1)), within(1e-12));
        }
    }

    @Tag("full")
    @Test
    void sentencesAreValidIfTheGrammarHasThem() throws IOException {
        EvaluationResult result =
                evaluated(
                        SENTENCES,
                        "",
                        (data, example, token) ->
                                example % 5 == 0 && token != Vocabulary.END
                                        ? Vocabulary.UNKNOWN
                                        : token);
        assertThat(measured(result, "validTexts").value()).isCloseTo(0.8, within(1e-12));
        assertThat(measured(result, "validTexts.greedy").value()).isCloseTo(0.8, within(1e-12));
    }

    private interface TokenChange {
        int of(PreparedData data, int example, int token);
    }

    /** Writes the tokens of test texts. */
    private record Fixed(int[][] texts, int at, int vocabulary) implements NextTokens {

        @Override
        public int rows() {
            return texts.length;
        }

        @Override
        public int length() {
            return texts[0].length;
        }

        @Override
        public double[] logProbabilities() {
            double[] log = new double[texts.length * vocabulary];
            Arrays.fill(log, Double.NEGATIVE_INFINITY);
            for (int i = 0; i < texts.length; i++) {
                log[i * vocabulary + texts[i][at]] = 0;
            }
            return log;
        }

        @Override
        public NextTokens append(int[] tokens) {
            return new Fixed(texts, at + 1, vocabulary);
        }

        @Override
        public NextTokens select(int[] rows) {
            return new Fixed(
                    Arrays.stream(rows).mapToObj(row -> texts[row]).toArray(int[][]::new),
                    at,
                    vocabulary);
        }
    }

    /** A model whose densities are its own, and which writes the next test texts. */
    private static final class Copying implements WrappedModel {

        private final GenerativeModel model;
        private final PreparedData data;
        private final TokenChange change;
        private int written;

        Copying(GenerativeModel model, PreparedData data, TokenChange change) {
            this.model = model;
            this.data = data;
            this.change = change;
        }

        private NextTokens next(int count) {
            Examples test = data.test();
            int[][] texts = new int[count][test.width()];
            float[] row = new float[test.width()];
            for (int i = 0; i < count; i++) {
                int example = written++ % test.size();
                test.read(example, row, 0);
                for (int t = 0; t < row.length; t++) {
                    texts[i][t] = change.of(data, example, Float.isNaN(row[t]) ? 0 : (int) row[t]);
                }
            }
            return new Fixed(texts, 0, data.form().vocabulary().orElseThrow().size());
        }

        @Override
        public GenerativeModel wrapped() {
            return model;
        }

        @Override
        public OutputDistribution output(Latents z, Map<String, Tensor> given) {
            TextDistribution own = (TextDistribution) model.output(z, given);
            int count = z.z("z").shape().extent(0);
            return new TextDistribution() {
                @Override
                public Tensor byToken(Tensor x) {
                    return own.byToken(x);
                }

                @Override
                public NextTokens start() {
                    return next(count);
                }

                @Override
                public Tensor logProbability(Tensor x) {
                    return own.logProbability(x);
                }

                @Override
                public Optional<Tensor> mean() {
                    return own.mean();
                }

                @Override
                public Tensor sample(RandomKey key) {
                    return own.sample(key);
                }
            };
        }
    }
}

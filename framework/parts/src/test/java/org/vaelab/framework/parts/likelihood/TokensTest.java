// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.decoding.BeamSearch;
import org.vaelab.framework.decoding.DecodedText;
import org.vaelab.framework.decoding.NextTokens;
import org.vaelab.framework.decoding.Sampling;
import org.vaelab.framework.likelihood.TextDistribution;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.ParameterProbe;
import org.vaelab.testkit.problem.Runtimes;

/** Parameters are moved, so that the networks are far from their small initial weights. */
final class TokensTest {

    private static final RandomKey KEY = RandomKey.of(59);
    private static final int T = TinyTexts.LENGTH;
    private static final int V = TinyTexts.VOCABULARY;

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = runtime.scope();
    }

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private static List<Map<String, Object>> networks() {
        return List.of(
                Map.of("hidden", List.of(4), "embedding", 3),
                Map.of("hidden", List.of(4, 3), "embedding", 3, "context", "start"),
                Map.of("hidden", List.of(4), "embedding", 3, "context", "none"),
                Map.of("network", "temporal", "hidden", List.of(4, 3), "embedding", 3),
                Map.of(
                        "network",
                        "temporal",
                        "hidden",
                        List.of(4),
                        "kernel",
                        2,
                        "context",
                        "none"));
    }

    private Tokens moved(Map<String, Object> settings) {
        Tokens likelihood = TinyTexts.likelihood(runtime, KEY, settings);
        ParameterProbe.move(likelihood, KEY.split("moved"), 0.5);
        return likelihood;
    }

    private TextDistribution distribution(Tokens likelihood, int... leading) {
        int width = likelihood.head(DataShape.flat(T)).width();
        Tensor head = runtime.normal(KEY.split("head"), Shape.of(leading).append(width));
        return (TextDistribution) likelihood.of(head);
    }

    private Tensor texts(double[]... texts) {
        return runtime.tensor(
                Arrays.stream(texts).flatMapToDouble(Arrays::stream).toArray(),
                Shape.of(texts.length, T));
    }

    /** All texts of at most T tokens. */
    private static List<double[]> all() {
        List<double[]> all = new ArrayList<>();
        collect(new double[T], 0, all);
        return all;
    }

    private static void collect(double[] text, int at, List<double[]> all) {
        if (at == T) {
            all.add(text);
            return;
        }
        for (int token = 0; token < V; token++) {
            double[] longer = text.clone();
            longer[at] = token;
            if (token == Vocabulary.END) {
                Arrays.fill(longer, at + 1, T, Double.NaN);
                all.add(longer);
            } else {
                collect(longer, at + 1, all);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void probabilitiesOfAllTextsSumToOne(Map<String, Object> settings) {
        Tokens likelihood = moved(settings);
        double[][] all = all().toArray(new double[0][]);
        int width = likelihood.head(DataShape.flat(T)).width();
        Tensor head =
                runtime.normal(KEY, Shape.of(1, width)).broadcastTo(Shape.of(all.length, width));
        double sum =
                Arrays.stream(likelihood.of(head).logProbability(texts(all)).readDoubles())
                        .map(Math::exp)
                        .sum();
        assertThat(sum).isEqualTo(1, within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void oneStepAtATimeSaysTheSameAsTeacherForcing(Map<String, Object> settings) {
        TextDistribution p = distribution(moved(settings), 2, TinyTexts.TEXTS.length);
        double[] expected = p.byToken(texts(TinyTexts.TEXTS)).readDoubles();
        NextTokens next = p.start();
        assertThat(next.rows()).isEqualTo(2 * TinyTexts.TEXTS.length);
        for (int t = 0; t < T; t++) {
            int step = t;
            double[] log = next.logProbabilities();
            int[] tokens = new int[next.rows()];
            for (int row = 0; row < next.rows(); row++) {
                double token = TinyTexts.TEXTS[row % TinyTexts.TEXTS.length][step];
                tokens[row] = Double.isNaN(token) ? 0 : (int) token;
                double found = Double.isNaN(token) ? 0 : log[row * V + tokens[row]];
                assertThat(found).isEqualTo(expected[row * T + step], within(1e-12));
            }
            next = next.append(tokens);
        }
        assertThat(p.byToken(texts(TinyTexts.TEXTS)).sum(-1).readDoubles())
                .containsExactly(
                        p.logProbability(texts(TinyTexts.TEXTS)).readDoubles(), within(1e-12));
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("networks")
    void beamSearchOverAllBeginningsFindsTheMostProbableText(Map<String, Object> settings) {
        Tokens likelihood = moved(settings);
        TextDistribution p = distribution(likelihood, 1);
        Map<List<Integer>, Double> known = new HashMap<>();
        for (double[] text : all()) {
            List<Integer> tokens =
                    Arrays.stream(text)
                            .filter(token -> !Double.isNaN(token))
                            .mapToObj(token -> (int) token)
                            .toList();
            known.put(tokens, p.logProbability(texts(text)).readDoubles()[0]);
        }
        for (double alpha : new double[] {0, 0.7, 1}) {
            int all = 2000;
            List<DecodedText> beams = new BeamSearch(all, alpha).beams(p.start()).get(0);
            assertThat(beams).hasSize(known.size());
            beams.forEach(
                    text ->
                            assertThat(text.logProbability())
                                    .isEqualTo(known.get(text.tokens()), within(1e-12)));
            double best =
                    known.entrySet().stream()
                            .mapToDouble(e -> e.getValue() / Math.pow(e.getKey().size(), alpha))
                            .max()
                            .orElseThrow();
            DecodedText first = new BeamSearch(all, alpha).decode(p.start(), KEY).get(0);
            assertThat(first.logProbability() / Math.pow(first.tokens().size(), alpha))
                    .isEqualTo(best, within(1e-12));
        }
        // A beam of one text follows the greedy text, and goes on where that ends.
        assertThat(new BeamSearch(1, 0).decode(p.start(), KEY).get(0).logProbability())
                .isGreaterThanOrEqualTo(
                        Sampling.GREEDY.decode(p.start(), KEY).get(0).logProbability());
    }

    @Test
    void aDroppedTokenHasAProbabilityAndIsNotShown() {
        Tokens likelihood = moved(networks().get(0));
        TextDistribution p = distribution(likelihood, 1);
        double[] shown = p.byToken(texts(new double[] {2, 3, 4, 0})).readDoubles();
        double[] dropped = p.byToken(texts(new double[] {2, 3 + V, 4, 0})).readDoubles();
        double[] other = p.byToken(texts(new double[] {2, 4 + V, 4, 0})).readDoubles();
        assertThat(dropped[0]).isEqualTo(shown[0]);
        assertThat(dropped[1]).isEqualTo(shown[1]);
        assertThat(dropped[2]).isNotEqualTo(shown[2]);
        assertThat(other[1]).isNotEqualTo(dropped[1]);
        assertThat(other[2]).isEqualTo(dropped[2]);
        assertThat(other[3]).isEqualTo(dropped[3]);
    }

    @Test
    void withoutContextNothingDependsOnTheHead() {
        Tokens likelihood = moved(Map.of("hidden", List.of(4), "context", "none"));
        assertThat(likelihood.head(DataShape.flat(T)).width()).isEqualTo(1);
        Tensor each = distribution(likelihood, 3, 5).logProbability(texts(TinyTexts.TEXTS));
        assertThat(each.shape()).isEqualTo(Shape.of(3, 5));
        assertThat(each.slice(0, 0, 1).readDoubles()).isEqualTo(each.slice(0, 2, 3).readDoubles());
    }

    @Test
    void theLogitsStartFromTheFrequenciesOfTokens() {
        Tokens likelihood = TinyTexts.likelihood(runtime, KEY, Map.of());
        assertThat(likelihood.frequency().stream().mapToDouble(f -> f).sum())
                .isEqualTo(1, within(1e-12));
        // The tiny texts have 4 ends, 1 unknown token, 4 a, 2 b and 3 c, and one more is added to
        // each.
        assertThat(likelihood.frequency().get(0)).isEqualTo(5 / 19.0, within(1e-12));
        assertThat(likelihood.frequency().get(1)).isEqualTo(2 / 19.0, within(1e-12));
    }

    @Test
    void drawsOfTheSameKeyAreTheSame() {
        TextDistribution p = distribution(moved(networks().get(0)), 6);
        Tensor drawn = p.sample(KEY);
        assertThat(drawn.shape()).isEqualTo(Shape.of(6, T));
        assertThat(p.sample(KEY).readDoubles()).isEqualTo(drawn.readDoubles());
        List<DecodedText> texts = Sampling.OF_MODEL.decode(p.start(), KEY);
        double[] log = p.logProbability(drawn).readDoubles();
        IntStream.range(0, 6)
                .forEach(
                        i ->
                                assertThat(texts.get(i).logProbability())
                                        .isEqualTo(log[i], within(1e-12)));
    }

    @Test
    void theGreedyTextIsPredicted() {
        TextDistribution p = distribution(moved(networks().get(0)), 6);
        List<DecodedText> greedy = Sampling.GREEDY.decode(p.start(), KEY);
        assertThat(p.mean()).isEmpty();
        assertThat(p.prediction().orElseThrow().readFloats())
                .isEqualTo(DecodedText.values(greedy, T));
    }

    @Test
    void keysOfOtherNetworksAreRejected() {
        assertThatThrownBy(
                        () ->
                                StrictMapper.of(
                                        Tokens.Settings.class,
                                        Map.of("network", "temporal", "context", "start")))
                .hasMessageContaining("context: start is for network gru");
        assertThatThrownBy(() -> StrictMapper.of(Tokens.Settings.class, Map.of("kernel", 2)))
                .hasMessageContaining("kernel: is a key of network temporal");
    }

    /** The gated recurrent units of the framework beside loops over numbers. */
    @Test
    void logProbabilitiesAreThoseOfASlowReference() {
        Tokens likelihood = moved(networks().get(0));
        Map<String, double[]> weights = new HashMap<>();
        for (Parameter parameter : likelihood.parameters()) {
            weights.put(parameter.name(), parameter.value().readDoubles());
        }
        int width = likelihood.head(DataShape.flat(T)).width();
        Tensor head = runtime.normal(KEY, Shape.of(TinyTexts.TEXTS.length, width));
        double[] found = likelihood.of(head).logProbability(texts(TinyTexts.TEXTS)).readDoubles();
        double[] heads = head.readDoubles();
        for (int i = 0; i < found.length; i++) {
            double[] context = Arrays.copyOfRange(heads, i * width, (i + 1) * width);
            assertThat(found[i])
                    .isEqualTo(
                            SlowTokens.logProbability(
                                    weights, context, TinyTexts.TEXTS[i], 4, 3, V),
                            within(1e-12));
        }
    }
}

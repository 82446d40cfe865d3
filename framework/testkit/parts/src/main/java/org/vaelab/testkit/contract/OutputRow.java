// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.Vocabulary;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.Integral;
import org.vaelab.testkit.space.IntegrationRule;
import org.vaelab.testkit.space.Moments;
import org.vaelab.testkit.space.Nodes;
import org.vaelab.testkit.space.Spoilt;

/** p(x given z) of data of two values, for one output of a decoder. */
final class OutputRow extends TestedDistribution {

    private static final int LEVELS = 256;

    /** The most counts of one value over which a check sums. */
    private static final int MOST_COUNTS = 1500;

    /** Where the sum over counts ends. */
    private static final int FARTHEST_COUNT = 1_000_000;

    /** What the checks see instead of NaN after the end of a text. */
    static final double AFTER_END = -1;

    /** By which the nodes of a sum over counts are chosen. */
    private static final int DRAWS = 1000;

    /** Numbers of a decoder's output at once, which bounds the memory of a check. */
    private static final int CHUNK = 2_000_000;

    private final Likelihood likelihood;
    private final ValueDomain domain;
    private final double[] head;

    /**
     * Creates the distribution.
     *
     * @param total of the two values, where the density is one given their sum
     */
    OutputRow(
            TensorRuntime runtime,
            Likelihood likelihood,
            double[] head,
            OptionalInt total,
            String name,
            RandomKey key) {
        this(runtime, likelihood, widest(likelihood), head, total, name, key);
    }

    /** Creates the distribution over the values of one of the domains. */
    OutputRow(
            TensorRuntime runtime,
            Likelihood likelihood,
            ValueDomain domain,
            double[] head,
            OptionalInt total,
            String name,
            RandomKey key) {
        super(runtime, new TwoValues(domain, total), name, key);
        this.likelihood = likelihood;
        this.domain = domain;
        this.head = head.clone();
    }

    /** Returns the domain over which the density of a likelihood integrates to 1. */
    static ValueDomain widest(Likelihood likelihood) {
        Set<ValueDomain> domains = likelihood.domains();
        if (domains.contains(ValueDomain.TOKENS)) {
            return ValueDomain.TOKENS;
        }
        return Stream.of(
                        ValueDomain.REAL,
                        ValueDomain.UNIT_INTERVAL,
                        ValueDomain.GREY_LEVELS,
                        ValueDomain.COUNTS)
                .filter(domains::contains)
                .findFirst()
                .orElse(
                        domains.contains(ValueDomain.MODALITIES)
                                ? ValueDomain.MODALITIES
                                : ValueDomain.BINARY);
    }

    ValueDomain domain() {
        return domain;
    }

    Likelihood likelihood() {
        return likelihood;
    }

    /** Returns the distribution of some equal rows. */
    OutputDistribution output(int rows) {
        return likelihood.of(rows(rows));
    }

    /** Returns the sum of p over the values of the domain, or its integral. */
    Integral total() {
        Nodes nodes = rule().nodes(sample(key(), DRAWS), key());
        double[] density = logDensity(nodes.points());
        Arrays.setAll(density, i -> Math.exp(density[i]));
        return nodes.integral(density);
    }

    /**
     * Asserts that the density of a draw without one of its values is that of the other value: by
     * itself, or the sum or integral of p over the missing one.
     */
    void leavesOut(int missing) {
        double[] x = sample(key().split("missing"), 1);
        double[] seen = x.clone();
        seen[missing] = Double.NaN;
        double log = logDensity(seen)[0];
        Integral marginal = marginal(x, missing);
        double allowed = 1e-6 * marginal.value() + 5 * marginal.error();
        if (!(Math.abs(Math.exp(log) - marginal.value()) <= allowed)) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "log p of x = %s is %.8g, and of its other value alone %.8g: a missing value, NaN, adds"
                                    + " nothing, whatever is put in its place",
                            Arrays.toString(seen),
                            log,
                            Math.log(marginal.value())));
        }
    }

    /**
     * Asserts that p adds up to 1 over all texts where some places are hidden, and that a hidden
     * first token does not matter for the second.
     */
    void hidesTokens() {
        double[] texts = texts();
        for (int hidden = 1; hidden < 4; hidden++) {
            double[] shown = texts.clone();
            for (int i = 0; i < texts.length; i++) {
                boolean isHidden = texts[i] != AFTER_END && (hidden >> i % 2 & 1) == 1;
                shown[i] += isHidden ? SmallData.TOKENS : 0;
            }
            double[] log = logDensity(shown);
            double sum = Arrays.stream(log).map(Math::exp).sum();
            if (!(Math.abs(sum - 1) <= 1e-9)) {
                throw hiddenToken("p adds up to " + sum + " over all texts", hidden);
            }
            if ((hidden & 1) == 1 && !isProduct(log)) {
                throw hiddenToken("the second token depends on the first", hidden);
            }
        }
    }

    /**
     * Returns whether log p of texts is a sum of one number of each token.
     *
     * @param log p of {@link #texts}: of the end, then of all pairs, by the first token
     */
    private static boolean isProduct(double[] log) {
        int tokens = SmallData.TOKENS;
        for (int i = tokens + 1; i < log.length; i++) {
            int second = (i - 1) % tokens;
            double expected = log[i - second] + log[1 + second] - log[1];
            if (!(Math.abs(log[i] - expected) <= 1e-9)) {
                return false;
            }
        }
        return true;
    }

    private AssertionError hiddenToken(String what, int hidden) {
        return new AssertionError(
                "%s: %s where %s hidden, as k + %s in place of k: log p counts each token, shown or not, and what follows does not see it"
                        .formatted(
                                name(),
                                what,
                                hidden == 3
                                        ? "both tokens are"
                                        : hidden == 1 ? "the first is" : "the second is",
                                SmallData.TOKENS));
    }

    private Integral marginal(double[] x, int missing) {
        try (TensorScope scope = runtime().scope()) {
            Optional<Tensor> each = output(1).byValue(runtime().tensor(x, Shape.of(1, 2)));
            if (each.isPresent() && !likelihood.takesMissingValues()) {
                return new Integral(Math.exp(each.get().readDoubles()[1 - missing]), 0);
            }
        }
        Nodes nodes = axis(domain, column(sample(key(), DRAWS), missing));
        double[] points = nodes.points();
        double[] pairs = new double[2 * points.length];
        for (int i = 0; i < points.length; i++) {
            pairs[2 * i + missing] = points[i];
            pairs[2 * i + 1 - missing] = x[1 - missing];
        }
        double[] density = logDensity(pairs);
        Arrays.setAll(density, i -> Math.exp(density[i]));
        return nodes.integral(density);
    }

    private Tensor rows(int n) {
        return runtime().vector(head).broadcastTo(Shape.of(n, head.length));
    }

    Optional<double[]> mean() {
        try (TensorScope scope = runtime().scope()) {
            return likelihood.of(rows(1)).mean().map(Tensor::readDoubles);
        }
    }

    @Override
    int chunk() {
        return Math.max(1, CHUNK / head.length);
    }

    @Override
    Tensor logDensity(double[] points, int n) {
        double[] x = points.clone();
        for (int i = 0; i < x.length; i++) {
            x[i] = domain() == ValueDomain.TOKENS && x[i] == AFTER_END ? Double.NaN : x[i];
        }
        return likelihood.of(rows(n)).logProbability(runtime().tensor(x, Shape.of(n, width())));
    }

    @Override
    Tensor draw(RandomKey from, int n) {
        Tensor x = likelihood.of(rows(n)).sample(from);
        return domain() == ValueDomain.TOKENS ? x.where(x.eq(x), runtime().scalar(AFTER_END)) : x;
    }

    /** Returns all texts of at most two tokens. */
    private static double[] texts() {
        List<Double> texts = new ArrayList<>(List.of((double) Vocabulary.END, AFTER_END));
        for (int first = Vocabulary.END + 1; first < SmallData.TOKENS; first++) {
            for (int second = 0; second < SmallData.TOKENS; second++) {
                texts.add((double) first);
                texts.add((double) second);
            }
        }
        return texts.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Counts up to three times the largest of the draws, and a few more. Beyond, up to a
     * million, three counts stand for a group, which is a fifth of its first: exact for cubic
     * functions. The coarse rule takes one of each group and ends a tenth as far, so that the
     * stated error covers what is missing.
     */
    private static Nodes counts(double[] draws) {
        double largest = Math.max(0, Arrays.stream(draws).max().orElseThrow());
        int each = (int) Math.min(MOST_COUNTS, 3 * largest + 60);
        List<double[]> nodes = new ArrayList<>();
        for (int k = 0; k < each; k++) {
            nodes.add(new double[] {k, 1, 1});
        }
        for (double from = each; from < FARTHEST_COUNT; ) {
            double length = 2 * Math.floor(from / 10) + 1;
            double middle = from + (length - 1) / 2;
            double beside = Math.rint(length / 3);
            double weight = length * (length * length - 1) / (24 * beside * beside);
            boolean isNear = from < FARTHEST_COUNT / 10;
            nodes.add(new double[] {middle, length - 2 * weight, isNear ? length : 0});
            nodes.add(new double[] {middle - beside, weight, 0});
            nodes.add(new double[] {middle + beside, weight, 0});
            from += length;
        }
        return Nodes.quadrature(1, column(nodes, 0), column(nodes, 1), column(nodes, 2));
    }

    /** Returns one value of each of some pairs. */
    private static double[] column(double[] pairs, int coordinate) {
        double[] column = new double[pairs.length / 2];
        Arrays.setAll(column, i -> pairs[2 * i + coordinate]);
        return column;
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    /** Returns what sums or integrates over one value of a domain, of which there are draws. */
    static Nodes axis(ValueDomain domain, double[] draws) {
        return switch (domain) {
            case BINARY, MODALITIES -> Nodes.all(1, new double[] {0, 1});
            case GREY_LEVELS -> {
                double[] levels = new double[LEVELS];
                Arrays.setAll(levels, k -> k / (LEVELS - 1.0));
                yield Nodes.all(1, levels);
            }
            case UNIT_INTERVAL -> Nodes.unitInterval(true);
            case COUNTS -> counts(draws);
            case TOKENS, COLUMNS ->
                    throw new IllegalStateException("no nodes for " + domain.label());
            case REAL -> {
                Moments moments = Moments.of(draws, 1);
                yield Nodes.line(moments.mean(0), moments.deviation(0), true);
            }
        };
    }

    /** Integrates over the plane of two values of a domain. */
    private record TwoValues(ValueDomain domain, OptionalInt total) implements IntegrationRule {

        @Override
        public int width() {
            return 2;
        }

        @Override
        public int dimension() {
            return domain.isDiscrete() || domain == ValueDomain.MODALITIES ? 0 : 2;
        }

        @Override
        public Nodes nodes(double[] draws, RandomKey key) {
            if (domain == ValueDomain.TOKENS) {
                return Nodes.all(2, texts());
            }
            if (total.isPresent()) {
                int n = total.getAsInt();
                double[] points = new double[2 * (n + 1)];
                Arrays.setAll(points, i -> i % 2 == 0 ? i / 2 : n - i / 2);
                return Nodes.all(2, points);
            }
            return axis(domain, column(draws, 0)).times(axis(domain, column(draws, 1)));
        }

        @Override
        public Nodes quadrature(double[] draws, boolean fewer) {
            throw new UnsupportedOperationException("the nodes are known");
        }

        @Override
        public Nodes reference(double[] draws, RandomKey key) {
            throw new UnsupportedOperationException("the nodes are known");
        }

        @Override
        public double[] spoilt(double[] draws, double size) {
            return domain == ValueDomain.REAL
                    ? Spoilt.stretched(draws, 2, size)
                    : Spoilt.stuck(draws, 2, size);
        }
    }
}

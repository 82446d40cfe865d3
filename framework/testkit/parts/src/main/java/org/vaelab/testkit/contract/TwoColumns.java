// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.IntegrationRule;
import org.vaelab.testkit.space.Nodes;
import org.vaelab.testkit.space.Spoilt;

/** p(x given z) of two columns of a table, of which all others are missing. */
final class TwoColumns extends TestedDistribution {

    private static final int DRAWS = 1000;

    private final Likelihood likelihood;
    private final double[] head;
    private final List<Column> columns;
    private final List<Integer> places;

    /**
     * Creates the distribution.
     *
     * @param likelihood that leaves missing values out
     * @param columns all of the table
     * @param first the place of the first column; the other is the next one
     */
    TwoColumns(
            TensorRuntime runtime,
            Likelihood likelihood,
            double[] head,
            List<Column> columns,
            int first,
            RandomKey key) {
        this(
                runtime,
                likelihood,
                head,
                columns,
                List.of(first, (first + 1) % columns.size()),
                key.fold(first));
    }

    private TwoColumns(
            TensorRuntime runtime,
            Likelihood likelihood,
            double[] head,
            List<Column> columns,
            List<Integer> places,
            RandomKey key) {
        super(
                runtime,
                new Plane(places.stream().map(columns::get).toList()),
                "columns " + places + " of " + columns.size(),
                key);
        this.likelihood = likelihood;
        this.head = head.clone();
        this.columns = columns;
        this.places = places;
    }

    /** Asserts that they have a density, draws and a prediction of their own. */
    void areRight() {
        double[] draws = sample(key().split("kinds"), DRAWS);
        for (int i = 0; i < draws.length; i++) {
            Column column = columns.get(places.get(i % 2));
            if (!column.contains(draws[i])) {
                throw new AssertionError(
                        "%s: a draw of '%s', which is %s, is %s"
                                .formatted(name(), column.name(), column.kind().label(), draws[i]));
            }
        }
        density().normalises();
        density().drawsHaveTheDensity();
        double[] best = prediction();
        for (int j = 0; j < Math.min(2, best.length); j++) {
            if (columns.get(places.get(j)).kind().hasCategories()) {
                requireMostProbable(best, j);
            } else {
                density()
                        .agrees(
                                name() + ", prediction() of value " + j,
                                best[j],
                                density().coordinate(j));
            }
        }
    }

    private double[] prediction() {
        try (TensorScope scope = runtime().scope()) {
            return of(1).prediction().map(all -> pairs(all).readDoubles()).orElse(new double[0]);
        }
    }

    private void requireMostProbable(double[] best, int j) {
        int categories = columns.get(places.get(j)).categories().size();
        double[] each = new double[2 * categories];
        for (int k = 0; k < categories; k++) {
            each[2 * k + j] = k;
            each[2 * k + 1 - j] = best[1 - j];
        }
        double[] log = logDensity(each);
        double most = Arrays.stream(log).max().orElseThrow();
        boolean isPlace = best[j] >= 0 && best[j] < categories;
        if (!isPlace || log[(int) best[j]] < most - 1e-9) {
            throw new AssertionError(
                    "%s: prediction() of value %s is %s, where the log probabilities are %s"
                            .formatted(name(), j, best[j], Arrays.toString(log)));
        }
    }

    private OutputDistribution of(int rows) {
        return likelihood.of(runtime().vector(head).broadcastTo(Shape.of(rows, head.length)));
    }

    private Tensor pairs(Tensor all) {
        int[] both = places.stream().mapToInt(Integer::intValue).toArray();
        return all.gather(-1, runtime().indices(both, Shape.of(2)));
    }

    @Override
    Tensor logDensity(double[] points, int n) {
        int width = columns.size();
        double[] x = new double[n * width];
        Arrays.fill(x, Double.NaN);
        for (int i = 0; i < points.length; i++) {
            x[i / 2 * width + places.get(i % 2)] = points[i];
        }
        return of(n).logProbability(runtime().tensor(x, Shape.of(n, width)));
    }

    @Override
    Tensor draw(RandomKey from, int n) {
        return pairs(of(n).sample(from));
    }

    /** Integrates over two columns. */
    private record Plane(List<Column> columns) implements IntegrationRule {

        @Override
        public int width() {
            return 2;
        }

        @Override
        public int dimension() {
            return (int) columns.stream().filter(column -> column.kind().isReal()).count();
        }

        @Override
        public Nodes nodes(double[] draws, RandomKey key) {
            return axis(draws, 0).times(axis(draws, 1));
        }

        private Nodes axis(double[] draws, int j) {
            Column column = columns.get(j);
            double[] own =
                    IntStream.range(0, draws.length / 2)
                            .mapToDouble(i -> draws[2 * i + j])
                            .toArray();
            return switch (column.kind()) {
                case REAL, DATE -> OutputRow.axis(ValueDomain.REAL, own);
                case COUNT -> OutputRow.axis(ValueDomain.COUNTS, own);
                case BINARY, CATEGORICAL, ORDINAL ->
                        Nodes.all(
                                1,
                                IntStream.range(0, column.categories().size())
                                        .asDoubleStream()
                                        .toArray());
            };
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
            return dimension() == 2
                    ? Spoilt.stretched(draws, 2, size)
                    : Spoilt.stuck(draws, 2, size);
        }
    }
}

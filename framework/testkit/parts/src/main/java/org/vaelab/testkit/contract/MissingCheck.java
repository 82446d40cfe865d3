// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.GenerativeModel.TractableModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * What p is of the values that are there. Without any it is 1. With one it adds up to 1 over its
 * values. Where p(x) is known, it is that of the row, summed over the values that are missing; in a
 * model that reads the values before, as a recurrent one, a missing value may be told instead.
 */
final class MissingCheck {

    /** The nodes of the trapezoidal rule, which is exact for densities as wide as its step. */
    private static final int NODES = 2401;

    private static final double END = 12;
    private static final double TOLERANCE = 1e-6;

    private final GenerativeModel model;
    private final ValueDomain domain;
    private final int width;

    MissingCheck(GenerativeModel model, ValueDomain domain) {
        this.model = model;
        this.domain = domain;
        this.width = model.shape().size();
    }

    /**
     * Asserts it.
     *
     * @param row the values of an example
     */
    void check(double[] row, RandomKey key) {
        densities(key)
                .forEach(
                        (what, density) -> {
                            double[] empty = new double[width];
                            Arrays.fill(empty, Double.NaN);
                            PartContract.assertClose(
                                    what + " of a row without values, where p is 1",
                                    density.apply(tensor(List.of(empty))).readDoubles(),
                                    new double[] {0},
                                    TOLERANCE);
                            for (int place : new int[] {0, width / 2, width - 1}) {
                                requireIntegrated(what, empty, place, density);
                                if (model instanceof TractableModel) {
                                    int other = (place + 1) % width;
                                    requireIntegrated(what, row, place, density);
                                    requireIntegrated(what, without(row, other), place, density);
                                }
                            }
                        });
    }

    /** Returns log p of rows, [R, D] to [R], by its name. */
    private Map<String, UnaryOperator<Tensor>> densities(RandomKey key) {
        Map<String, UnaryOperator<Tensor>> densities = new LinkedHashMap<>();
        if (model.givenOfDatum().isEmpty()) {
            Latents z = model.sample(key, 1, Map.of());
            densities.put(
                    "log p(x given z)",
                    x ->
                            model.output(repeated(z, x.shape().extent(0)), Map.of())
                                    .logProbability(x));
        }
        if (model instanceof TractableModel tractable) {
            densities.put("log p(x)", x -> evidence(tractable, Batch.of(x), key));
        }
        return densities;
    }

    static Latents repeated(Latents z, int rows) {
        return z.mapped(one -> one.broadcastTo(one.shape().from(1).prepend(rows)));
    }

    private static Tensor evidence(TractableModel model, Batch batch, RandomKey key) {
        JointPosterior posterior = model.posterior(batch);
        JointDraw draw = posterior.draw(key, 1);
        Latents z = draw.values();
        return model.output(z, Map.of())
                .logProbability(batch.x())
                .add(model.logPrior(z, Map.of()))
                .sub(draw.logProbability())
                .reshape(Shape.of(batch.size()));
    }

    private void requireIntegrated(
            String what, double[] others, int place, UnaryOperator<Tensor> density) {
        double[] nodes = nodes();
        if (nodes.length == 0) {
            return;
        }
        List<double[]> rows = new ArrayList<>();
        for (double node : nodes) {
            double[] filled = others.clone();
            filled[place] = node;
            rows.add(filled);
        }
        double[] logs = density.apply(tensor(rows)).readDoubles();
        double most = Arrays.stream(logs).max().orElseThrow();
        double step = domain == ValueDomain.BINARY ? 1 : nodes[1] - nodes[0];
        double sum = most + Math.log(step * Arrays.stream(logs).map(l -> Math.exp(l - most)).sum());
        double[] found = density.apply(tensor(List.of(without(others, place)))).readDoubles();
        PartContract.assertClose(
                "%s without value %s of %s, against that of the row, summed over the value"
                        .formatted(what, place, Arrays.toString(others)),
                found,
                new double[] {sum},
                TOLERANCE);
    }

    private static double[] without(double[] row, int place) {
        double[] missing = row.clone();
        missing[place] = Double.NaN;
        return missing;
    }

    /** Returns the values over which densities of the domain are summed; none if that is not known. */
    private double[] nodes() {
        return switch (domain) {
            case BINARY -> new double[] {0, 1};
            case REAL, UNIT_INTERVAL -> {
                double[] nodes = new double[NODES];
                Arrays.setAll(nodes, i -> END * (2.0 * i / (NODES - 1) - 1));
                yield nodes;
            }
            default -> new double[0];
        };
    }

    private Tensor tensor(List<double[]> rows) {
        TensorRuntime runtime = model.runtime();
        double[] all = rows.stream().flatMapToDouble(Arrays::stream).toArray();
        return runtime.tensor(all, Shape.of(rows.size(), width));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * n variables of k categories each: matrices of shape [n, k] whose rows are unit vectors.
 *
 * <p>Relaxed values lie in the simplices between the unit vectors, and are laid out in the same
 * way.
 *
 * @param variables n, at least 1
 * @param categories k, at least 2
 */
public record OneHot(int variables, int categories) implements LatentSpace {

    public OneHot {
        Counts.atLeastOne("variables", variables);
        if (categories < 2) {
            throw new SettingException("categories", "must be at least 2, is " + categories);
        }
    }

    @Override
    public Shape eventShape() {
        return Shape.of(variables, categories);
    }

    @Override
    public BaseMeasure measure() {
        return BaseMeasure.COUNTING;
    }

    /** Returns n k. */
    public int coordinates() {
        return variables * categories;
    }

    /** Gives a network the n rows side by side: [..., n, k] becomes [..., n k]. */
    @Override
    public NetworkInput networkInput() {
        return NetworkInput.of(coordinates(), this::flat);
    }

    /**
     * Lays the n rows side by side.
     *
     * @param z [..., n, k]
     * @return [..., n k]
     */
    public Tensor flat(Tensor z) {
        return z.reshape(z.shape().range(0, -2).append(coordinates()));
    }

    @Override
    public int[] units() {
        return IntStream.range(0, coordinates()).map(i -> i / categories).toArray();
    }

    @Override
    public double[] referenceVariances() {
        double[] each = new double[coordinates()];
        Arrays.fill(each, (1 - 1.0 / categories) / categories);
        return each;
    }

    /**
     * {@inheritDoc} Of each variable the probability of every category, {@code z0.0}, {@code z0.1},
     * ...; if values are exact, the one category of each variable, {@code z0}, {@code z1}, ...
     */
    @Override
    public TableColumns columns(String name, boolean exact) {
        List<String> each = TableColumns.numbered(name, variables);
        return exact
                ? new TableColumns(each, z -> z.argMax(-1).cast(z.dtype()), CodeGeometry.CATEGORY)
                : new TableColumns(
                        each.stream()
                                .flatMap(v -> TableColumns.numbered(v + ".", categories).stream())
                                .toList(),
                        z -> z,
                        List.of(
                                new TableColumns.Group(
                                        CodeGeometry.SIMPLEX, variables, categories)));
    }

    /**
     * {@inheritDoc} Categories have no order. The number of a variable is the share of the
     * reference draws that have its category, an estimate of the probability of the category under
     * q.
     */
    @Override
    public Optional<RankedUnits> rankedUnits() {
        return Optional.of(new CategoryShares(variables));
    }

    /** For each variable, the share of reference draws with its category. */
    private record CategoryShares(int variables) implements RankedUnits {

        @Override
        public List<Unit> units(String name) {
            return IntStream.range(0, variables)
                    .mapToObj(i -> new Unit(name + "[" + i + "]", true))
                    .toList();
        }

        @Override
        public Tensor of(Tensor z, Tensor reference) {
            return z.mul(reference.mean(0)).sum(-1);
        }
    }

    @Override
    public PartChoice referencePrior() {
        return PartChoice.of("uniform-categorical");
    }

    /** {@inheritDoc} Here it is the number of variables that differ. */
    @Override
    public Optional<Tensor> distance(Tensor from, Tensor to) {
        return Optional.of(from.sub(to).abs().sum(-2, -1).mul(0.5));
    }

    /**
     * {@inheritDoc} Between two values the variables change over one after another; a variable
     * takes each category in turn.
     */
    @Override
    public Optional<Walks> walks() {
        return Optional.of(new CategoryWalks(this));
    }

    /**
     * Returns a vector of zeros and a one at a place, [1, n], on the runtime of z and of its dtype.
     */
    static Tensor unitVector(Tensor z, int place, int n) {
        return z.runtime().indices(new int[] {place}, Shape.of(1)).oneHot(n).cast(z.dtype());
    }

    @Override
    public String toString() {
        return "onehot(" + variables + ", " + categories + ")";
    }

    /**
     * Interpolations and traversals of categorical variables. Between two values the variables
     * change one after another, in order. A unit takes each of its categories in turn.
     *
     * @param space n variables of k categories
     */
    private record CategoryWalks(OneHot space) implements Walks {

        @Override
        public Tensor between(Tensor from, Tensor to, int steps) {
            List<Tensor> all = new ArrayList<>();
            for (double position : Walks.positions(steps)) {
                double changed = Math.floor(position * space.variables() + 1e-9);
                all.add(to.where(variables(from, i -> i < changed), from));
            }
            return Tensor.stack(all, 0);
        }

        @Override
        public Tensor alongUnit(Tensor z, int unit, int steps, Tensor draws) {
            Tensor isUnit = variables(z, i -> i == unit);
            List<Tensor> all = new ArrayList<>();
            for (int category = 0; category < space.categories(); category++) {
                Tensor vector =
                        OneHot.unitVector(z, category, space.categories()).broadcastTo(z.shape());
                all.add(vector.where(isUnit, z));
            }
            return Tensor.stack(all, 0);
        }

        /** Returns ones in the rows of some variables of each value, and zeros in the others. */
        private Tensor variables(Tensor z, IntPredicate which) {
            double[] rows = new double[space.variables()];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = which.test(i) ? 1 : 0;
            }
            return z.runtime()
                    .tensor(rows, Shape.of(rows.length, 1))
                    .cast(z.dtype())
                    .broadcastTo(z.shape());
        }
    }
}

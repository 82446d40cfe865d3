// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * Interpolations and traversals of categorical variables. Between two values the variables change
 * one after another, in order. A unit takes each of its categories in turn.
 *
 * @param space n variables of k categories
 */
record CategoryWalks(OneHot space) implements Walks {

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

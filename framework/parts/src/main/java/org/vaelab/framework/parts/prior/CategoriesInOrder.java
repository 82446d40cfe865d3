// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.latent.CategorySequence;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/** A prior of categorical variables, each given those before it. */
interface CategoriesInOrder extends Prior, CategorySequence {

    /** Chooses a variable. */
    @FunctionalInterface
    interface Step {
        /** Returns the categories of the i-th variable, [rows], from its logits, [rows, k]. */
        Tensor chosen(int i, Tensor logits);
    }

    TensorRuntime runtime();

    @Override
    OneHot space();

    /**
     * Returns the logits of each variable given those before it, up to a constant in each row.
     *
     * @param z [..., n, k]
     * @return [..., n, k]
     */
    Tensor logits(Tensor z);

    /** Chooses the variables one after another, unrecorded. */
    void choose(int rows, Step step);

    @Override
    default Tensor logProbability(Tensor z) {
        return z.mul(logits(z).logSoftmax(-1)).sum(-2, -1);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The i-th variable is drawn under the key folded with i.
     */
    @Override
    default Tensor sample(RandomKey key, int n) {
        int variables = space().variables();
        int[] drawn = new int[Math.multiplyExact(n, variables)];
        choose(
                n,
                (i, logits) -> {
                    Tensor chosen =
                            CategoricalLogits.draw(key.fold(i), logits, Shape.of(n, categories()));
                    int[] categories = chosen.readInts();
                    for (int row = 0; row < n; row++) {
                        drawn[row * variables + i] = categories[row];
                    }
                    return chosen;
                });
        return runtime().indices(drawn, Shape.of(n, variables)).oneHot(categories());
    }

    @Override
    default int categories() {
        return space().categories();
    }

    @Override
    default void visit(int rows, CategorySequence.Choice choice) {
        choose(
                rows,
                (i, logits) ->
                        runtime().indices(choice.choose(i, logits.readDoubles()), Shape.of(rows)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.IntegrationRule;

/** The posterior of one head output. */
class PosteriorRow extends TestedDistribution {

    private static final int EQUAL_ROWS = 50;
    private static final int DRAWS_OF_A_ROW = 40;

    private final PosteriorFamily family;
    private final double[] head;
    private final Phase phase;

    PosteriorRow(
            TensorRuntime runtime,
            PosteriorFamily family,
            double[] head,
            Phase phase,
            IntegrationRule rule,
            RandomKey key) {
        super(runtime, rule, phase + ", head " + Arrays.toString(head), key);
        this.family = family;
        this.head = head.clone();
        this.phase = phase;
    }

    /** Returns the posterior of another head output. */
    PosteriorRow at(double[] other) {
        return new PosteriorRow(runtime(), family, other, phase, rule(), key());
    }

    /**
     * Returns a distribution that draws from this, rounded, and has the density of another phase.
     */
    TestedDistribution rounded(Phase other) {
        return new PosteriorRow(runtime(), family, head, other, rule(), key()) {
            @Override
            Tensor draw(RandomKey from, int n) {
                return PosteriorRow.this.draw(from, n);
            }

            @Override
            double[] rounded(double[] draws) {
                return rule().rounded(draws).orElseThrow();
            }
        };
    }

    double[] head() {
        return head.clone();
    }

    Posterior posterior() {
        return family.of(runtime().tensor(head, Shape.of(1, head.length)), phase);
    }

    /** Returns n equal distributions, and the head output that they share as n rows. */
    Posterior copies(Tensor heads) {
        return family.of(heads, phase);
    }

    /** Returns n rows of this head output. */
    Tensor rows(int n) {
        return runtime().vector(head).broadcastTo(Shape.of(n, head.length));
    }

    PosteriorFamily family() {
        return family;
    }

    /** Asserts that draws of equal rows do not repeat, over K or over rows. */
    void rejectRepeatedDraws() {
        try (TensorScope scope = runtime().scope()) {
            Posterior q = copies(rows(EQUAL_ROWS));
            if (!q.isPointMass()) {
                double[] draws = q.draw(key().split("repeats"), DRAWS_OF_A_ROW).z().readDoubles();
                RepeatedDraws.reject(name(), draws, EQUAL_ROWS, width(), !rule().hasEqualDraws());
            }
        }
    }

    /** Returns what shows that draws of equal rows depend on each other; empty if nothing does. */
    Optional<String> dependence() {
        try (TensorScope scope = runtime().scope()) {
            int n = IndependenceCheck.EACH;
            Posterior q = copies(rows(n));
            if (q.isPointMass()) {
                return Optional.empty();
            }
            double[] draws = q.draw(key().split("independence"), n).z().readDoubles();
            return new IndependenceCheck(draws, n, n, width())
                    .dependence(name(), q.drawsIndependently(), key().split("functions"));
        }
    }

    @Override
    Tensor logDensity(double[] points, int n) {
        return posterior()
                .logProbability(
                        runtime().tensor(points, family.space().eventShape().prepend(n, 1)));
    }

    @Override
    Tensor draw(RandomKey from, int n) {
        return posterior().draw(from, n).z();
    }
}

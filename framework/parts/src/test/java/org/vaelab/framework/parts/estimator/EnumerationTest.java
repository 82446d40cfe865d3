// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.problem.SmallProblem;

/** What sums over all values, and pairs of Bernoulli draws, refuse before training begins. */
class EnumerationTest {

    @Test
    void goesThroughAThousandValuesAndNoMore() {
        Enumeration.requireFew(new OneHot(10, 2));
        assertThat(new Enumeration().accepts(GradientKind.SCORE_FUNCTION)).isTrue();
        assertThatThrownBy(() -> Enumeration.requireFew(new OneHot(11, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "enumerate goes through at most 1024 values, and onehot(11, 2) has 2^11;"
                                + " use an estimator that draws: score-function, nvil, vimco,"
                                + " rebar, relax");
        assertThatThrownBy(() -> Enumeration.requireFew(new OneHot(2000, 10)))
                .hasMessageContaining("10^2000");
    }

    @Test
    void refusesOtherSpaces() {
        assertThatThrownBy(
                        () ->
                                SmallProblem.toy()
                                        .with(b -> b.withEstimator(new Enumeration()))
                                        .open())
                .hasMessage(
                        "enumerate needs one latent variable, on a space of kind OneHot, not R^2");
    }

    @Test
    void antitheticPairsAreForTwoCategories() {
        assertThatThrownBy(
                        () ->
                                SmallProblem.toy()
                                        .withPosterior(
                                                new ToyCategorical.Family(
                                                        2, 3, ToyCategorical.Draws.DISCRETE))
                                        .with(b -> b.withEstimator(new Disarm(KlMode.AUTO)))
                                        .open())
                .hasMessage(
                        "disarm is for variables of 2 categories, and those of onehot(2, 3) have"
                                + " 3; use rebar, relax, nvil, score-function or vimco");
    }
}

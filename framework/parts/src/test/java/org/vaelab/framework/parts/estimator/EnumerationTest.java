// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.plugin.ConfiguredPart;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.NoSettings;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.problem.SmallProblem;

/** What sums over all values, and pairs of Bernoulli draws, refuse before training begins. */
class EnumerationTest {

    private static final Schedule ONE = Schedule.constant(1);

    @Test
    void goesThroughAThousandValuesAndNoMore() {
        assertThat(new Enumeration(new OneHot(10, 2), ONE).accepts(GradientKind.SCORE_FUNCTION))
                .isTrue();
        assertThatThrownBy(() -> new Enumeration(new OneHot(11, 2), ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "enumerate goes through at most 1024 values, and onehot(11, 2) has 2^11;"
                                + " use an estimator that draws: score-function, nvil, vimco,"
                                + " rebar, relax");
        assertThatThrownBy(() -> new Enumeration(new OneHot(2000, 10), ONE))
                .hasMessageContaining("10^2000");
    }

    @Test
    void refusesOtherSpaces() {
        assertThatThrownBy(
                        () ->
                                SmallProblem.toy()
                                        .with(
                                                b ->
                                                        b.withEstimator(
                                                                new ConfiguredPart<>(
                                                                        "enumerate",
                                                                        new EnumerationFactory(),
                                                                        new NoSettings())))
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
                                                "toy-categorical",
                                                new ToyCategorical.Settings(2, 3, null))
                                        .with(
                                                b ->
                                                        b.withEstimator(
                                                                new ConfiguredPart<>(
                                                                        "disarm",
                                                                        new DisarmFactory(),
                                                                        new DisarmFactory.Settings(
                                                                                null))))
                                        .open())
                .hasMessage(
                        "disarm is for variables of 2 categories, and those of onehot(2, 3) have"
                                + " 3; use rebar, relax, nvil, score-function or vimco");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.Prior.PreparedPrior;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.tensor.ReferenceBackend;

final class KlRegistryTest {

    /** What several distributions have. */
    private interface Located extends Distribution {}

    /** What others have, too. */
    private interface Scaled extends Distribution {}

    private record Both() implements Located, Scaled {
        @Override
        public Tensor logProbability(Tensor z) {
            throw new AssertionError("divergences need no density");
        }
    }

    private record Standard() implements Prior, Located, Scaled {
        @Override
        public LatentSpace space() {
            return new Euclidean(1);
        }

        @Override
        public Tensor logProbability(Tensor z) {
            throw new AssertionError("divergences need no density");
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            throw new AssertionError("divergences need no draw");
        }
    }

    private static <Q extends Distribution, P extends Distribution> AnalyticKl<Q, P> kl(
            Class<Q> left, Class<P> right) {
        return new AnalyticKl<>(
                left,
                right,
                (q, p) -> {
                    throw new AssertionError("nothing is computed here");
                });
    }

    private static Optional<AnalyticKl<?, ?>> found(
            Distribution q, Distribution p, AnalyticKl<?, ?>... known) {
        return new KlRegistry(List.of(known)).find(q, p);
    }

    @Test
    void whatIsBetweenNoTwoTypesOfTheDistributionsIsNotFound() {
        assertThat(found(new Both(), new Standard())).isEmpty();
        assertThat(found(new Both(), new Both(), kl(Both.class, Standard.class))).isEmpty();
        assertThat(found(new Standard(), new Both(), kl(Both.class, Located.class))).isEmpty();
        assertThat(found(new Both(), new Standard(), kl(Both.class, Standard.class))).isPresent();
    }

    @Test
    void anInterfaceIsATypeLikeAClass() {
        AnalyticKl<?, ?> located = kl(Located.class, Located.class);
        assertThat(found(new Both(), new Standard(), located)).contains(located);
        assertThat(found(new Standard(), new Both(), located)).contains(located);
    }

    /** Whatever the order in which they are announced. */
    @Test
    void ofSeveralTheNarrowestOnBothSidesIsMeant() {
        AnalyticKl<?, ?> wide = kl(Distribution.class, Distribution.class);
        AnalyticKl<?, ?> middle = kl(Located.class, Distribution.class);
        AnalyticKl<?, ?> narrow = kl(Both.class, Located.class);
        assertThat(found(new Both(), new Standard(), wide, middle, narrow)).contains(narrow);
        assertThat(found(new Both(), new Standard(), narrow, middle, wide)).contains(narrow);
        assertThat(found(new Both(), new Standard(), middle, narrow, wide)).contains(narrow);
        assertThat(found(new Standard(), new Standard(), wide, middle, narrow)).contains(middle);
    }

    @Test
    void oneNarrowerOnEitherSideIsNoAnswer() {
        AnalyticKl<?, ?> left = kl(Both.class, Located.class);
        AnalyticKl<?, ?> right = kl(Located.class, Standard.class);
        assertThatThrownBy(() -> found(new Both(), new Standard(), left, right))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "it is not clear which of the divergences [Both to Located, Located to"
                                + " Standard] is meant");
        AnalyticKl<?, ?> corner = kl(Both.class, Standard.class);
        assertThat(found(new Both(), new Standard(), left, corner, right)).contains(corner);
        // Where only one of the two is between the distributions, there is nothing to choose.
        assertThat(found(new Both(), new Both(), left, right)).contains(left);
        assertThatThrownBy(
                        () ->
                                found(
                                        new Both(),
                                        new Standard(),
                                        kl(Both.class, Located.class),
                                        kl(Both.class, Scaled.class)))
                .isInstanceOf(IllegalStateException.class);
    }

    /** A prior of which something is computed in advance diverges as the prior itself does. */
    @Test
    void aPreparedPriorIsTheOneThatItPrepares() {
        AnalyticKl<?, ?> known = kl(Both.class, Standard.class);
        Prior prepared = new PreparedPrior(new Standard(), z -> z);
        assertThat(found(new Both(), prepared, known)).contains(known);
        assertThatThrownBy(() -> known.of(new Both(), prepared))
                .as("the formula is given the prior itself")
                .hasMessage("nothing is computed here");
        assertThat(KlRegistry.original(prepared)).isInstanceOf(Standard.class);
        assertThat(KlRegistry.original(new Standard())).isInstanceOf(Standard.class);
    }

    @Test
    void unitsAreThereWhereTheyAreAnnounced() {
        try (TensorRuntime runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Tensor units = runtime.vector(1, 2).expandDims(0);
            AnalyticKl<Both, Located> whole =
                    new AnalyticKl<>(Both.class, Located.class, (q, p) -> units.sum(-1));
            AnalyticKl<Both, Located> inUnits =
                    new AnalyticKl<>(
                            Both.class,
                            Located.class,
                            (q, p) -> units.sum(-1),
                            Optional.of((q, p) -> units));
            assertThat(whole.of(new Both(), new Standard()).readDoubles()).containsExactly(3);
            assertThat(whole.perUnit(new Both(), new Standard())).isEmpty();
            assertThat(inUnits.perUnit(new Both(), new Standard()).orElseThrow().readDoubles())
                    .containsExactly(1, 2);
            assertThatThrownBy(() -> whole.of(new Standard(), new Standard()))
                    .isInstanceOf(ClassCastException.class);
        }
    }
}

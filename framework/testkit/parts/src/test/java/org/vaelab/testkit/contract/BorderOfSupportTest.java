// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.testkit.cube.Kumaraswamy;
import org.vaelab.testkit.cube.UnitCube;
import org.vaelab.testkit.space.IntegrationRule;

/**
 * A density that is not finite where a float32 draw rounds to the border of the support is found.
 */
final class BorderOfSupportTest {

    /** Computes the density of a draw from its value, by the formula as a paper has it. */
    private record Naive(Kumaraswamy sound) implements Posterior {

        @Override
        public Draw draw(RandomKey key, int samples) {
            Tensor z = sound.draw(key, samples).z();
            return Draw.of(z, logProbability(z));
        }

        @Override
        public Tensor logProbability(Tensor z) {
            Tensor a = sound.a();
            Tensor b = sound.b();
            Tensor logRest = z.log().mul(a).exp().neg().add(1).log();
            Tensor constant = a.log().add(b.log());
            return a.sub(1).mul(z.log()).add(b.sub(1).mul(logRest)).add(constant).sum(-1);
        }

        @Override
        public Tensor location() {
            return sound.location();
        }

        @Override
        public GradientKind gradient() {
            return sound.gradient();
        }
    }

    private record Family(Kumaraswamy.Family sound) implements PosteriorFamily {

        @Override
        public UnitCube space() {
            return sound.space();
        }

        @Override
        public Head head() {
            return sound.head();
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            return new Naive(sound.of(headOutput, phase));
        }
    }

    private record Factory() implements PosteriorPart {

        @Override
        public PosteriorFamily create(PartContext context) {
            return new Family(new Kumaraswamy.Family(1));
        }
    }

    private static final class Contract extends PosteriorContract {

        Contract() {
            super("naive");
        }

        @Override
        Object read(String settings) {
            return new Factory();
        }

        @Override
        protected IntegrationRule rule(LatentSpace space) {
            return space instanceof UnitCube cube ? cube.rule() : super.rule(space);
        }
    }

    @Test
    void aDensityThatIsNotFiniteThereIsFound() {
        Contract contract = new Contract();
        // In float64, and by draws that are not rare, nothing is wrong.
        assertThat(Failures.of(contract, "drawsHaveTheDensity")).isEmpty();
        assertThat(Failures.of(contract, "singlePrecisionAgreesWithDouble")).isEmpty();
        assertThat(Failures.of(contract, "rareDrawsAreFinite"))
                .singleElement()
                .asString()
                .startsWith("posterior naive {}, rare draws: log q of a draw in ")
                .contains("where z is [1.0]", "may round to the border of the support");
    }
}

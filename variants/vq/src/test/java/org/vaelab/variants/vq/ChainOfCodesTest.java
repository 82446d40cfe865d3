// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.ChainRun;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;

/** Codes as the first of two latent variables. */
class ChainOfCodesTest {

    private static final String CODES = "vector-quantised(3, codebookSize=4, codeDimension=2)";
    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(ChainOfCodesTest.class.getClassLoader());
    private static final SmallProblem.Setup SETUP = SmallProblem.toy(PLUGINS);

    private static ChainRun train(String layers, long steps) {
        Hierarchy chain = HierarchyNotation.parse(layers, PLUGINS);
        return ChainRun.of(Runtimes.nd4j(DType.FLOAT64), SETUP, chain, steps);
    }

    /** The KL of codes under the uniform prior is n log k, whatever is above or below. */
    @Tag("slow")
    @Test
    void aChainWithCodesAboveTrains() {
        try (ChainRun run = train(CODES + " > toy-normal(3)", 300)) {
            run.requireSound(1);
            assertThat(run.klSource()).isEqualTo(KlSource.PARTLY_ANALYTIC);
            assertThat(run.evaluation().metrics().get("kl.vector-quantised").value())
                    .isCloseTo(3 * Math.log(4), within(1e-12));
            assertThat(run.history().reports())
                    .allSatisfy(
                            report ->
                                    assertThat(report.values())
                                            .containsKey("vector-quantised.commitment"));
            assertThat(run.problem().model().parameters())
                    .extracting(Parameter::name)
                    .contains("posterior.vector-quantised.codebook.codes");
        }
    }

    /** Its counts are those of the 30 vectors that each step infers from the variable below. */
    @Tag("full")
    @Test
    void theCodebookOfAChainLearns() {
        try (ChainRun run = train(CODES + " > toy-normal(3)", 2)) {
            Parameter counts =
                    run.problem().model().parameters().stream()
                            .filter(p -> p.name().endsWith("codebook.counts"))
                            .findFirst()
                            .orElseThrow();
            // The first step leaves a tenth of even use, of which the second forgets a hundredth.
            assertThat(Arrays.stream(counts.value().readDoubles()).sum())
                    .isCloseTo(0.99 * 3 + 0.01 * 30, within(1e-12));
        }
    }

    @Tag("full")
    @Test
    void codesBelowAnotherVariableAreRefusedBeforeTraining() {
        assertThatThrownBy(() -> train("toy-normal(3) > " + CODES, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "latent variable 'vector-quantised' is a point mass given toy-normal, so"
                                + " that its divergence from any other value is infinite; point"
                                + " masses come first in a chain");
    }
}

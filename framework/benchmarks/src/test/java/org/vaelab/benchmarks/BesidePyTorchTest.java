// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BesidePyTorchTest {

    @Test
    void theTableHasTheRatioToEachModeOfPyTorch() {
        Map<BesidePyTorch.TimedCell, Double> own = new LinkedHashMap<>();
        own.put(new BesidePyTorch.TimedCell("step", Family.GAUSSIAN, "400", 100), 0.5);
        own.put(
                new BesidePyTorch.TimedCell("evaluation", Family.GAUSSIAN, "convolutional", 100),
                3.0);
        Map<BesidePyTorch.TimedCell, Map<String, Double>> python = new LinkedHashMap<>();
        BesidePyTorch.read("step,gaussian,400,100,eager,1.0000", python);
        BesidePyTorch.read("step,gaussian,400,100,compile,0.4000", python);
        BesidePyTorch.read("evaluation,gaussian,convolutional,100,eager,2.0000", python);
        assertThat(BesidePyTorch.table("cuda", own, python).lines())
                .containsExactly(
                        "| cuda | batch | VaeLab, ms | PyTorch eager, ms | ratio | PyTorch compile,"
                                + " ms | ratio |",
                        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
                        "| step gaussian 784-400-400-z20 | 100 | 0.500 | 1.000 | 0.50 | 0.400 | 1.25 |",
                        "| evaluation gaussian 64x64-c32-c32-c64-c64-256-z10 | 100 | 3.000 | 2.000 | 1.50 |"
                                + " | |");
    }

    @Test
    void withoutPythonThereAreTheOwnTimesAlone() {
        assertThat(
                        BesidePyTorch.table(
                                        "cpu",
                                        Map.of(
                                                new BesidePyTorch.TimedCell(
                                                        "step", Family.FSQ, "400", 1),
                                                2.0),
                                        Map.of())
                                .lines())
                .containsExactly(
                        "| cpu | batch | VaeLab, ms |",
                        "| --- | ---: | ---: |",
                        "| step fsq 784-400-400-z20 | 1 | 2.000 |");
    }
}

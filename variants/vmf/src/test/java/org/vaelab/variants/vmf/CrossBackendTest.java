// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.Bars;
import org.vaelab.testkit.problem.TwoBackends;
import org.vaelab.testkit.tensor.OnDevice;

class CrossBackendTest {

    private static final Plugins PLUGINS = Plugins.load(CrossBackendTest.class.getClassLoader());

    @Tag("full")
    @ParameterizedTest
    @CsvSource({"FLOAT64, 1e-13", "FLOAT32, 1e-6"})
    void aTrainingRunIsTheSameOnBothBackends(DType dtype, double tolerancePerStep)
            throws Exception {
        TwoBackends.requireOneTraining(PLUGINS, onBars(), dtype, tolerancePerStep);
    }

    @ParameterizedTest
    @OnDevice("cuda")
    @CsvSource({"FLOAT64, 1e-12", "FLOAT32, 5e-6"})
    void aTrainingRunIsTheSameOnAGpu(DType dtype, double tolerancePerStep) throws Exception {
        TwoBackends.requireOneTrainingOn("cuda", PLUGINS, onBars(), dtype, tolerancePerStep);
    }

    private static ModelBlueprint onBars() {
        return Bars.of(PLUGINS, new VonMisesFisherFamily(10));
    }
}

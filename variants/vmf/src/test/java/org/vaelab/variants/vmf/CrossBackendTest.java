// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.tensor.DType;
import org.vaelab.testkit.problem.Bars;
import org.vaelab.testkit.problem.TwoBackends;

class CrossBackendTest {

    private static final Plugins PLUGINS = Plugins.load(CrossBackendTest.class.getClassLoader());

    @ParameterizedTest
    @CsvSource({"FLOAT64, 1e-13", "FLOAT32, 1e-6"})
    void aTrainingRunIsTheSameOnBothBackends(DType dtype, double tolerancePerStep)
            throws Exception {
        Record settings =
                new ObjectMapper()
                        .readValue(
                                "{\"latent\": 10}", PLUGINS.variants().get("vmf").settingsType());
        TwoBackends.requireOneTraining(
                PLUGINS, Bars.of(PLUGINS, "vmf", settings), dtype, tolerancePerStep);
    }
}

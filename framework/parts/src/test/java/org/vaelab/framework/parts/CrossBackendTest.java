// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.Bars;
import org.vaelab.testkit.problem.TwoBackends;

/** Each family has a test of its own. */
class CrossBackendTest {

    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(CrossBackendTest.class.getClassLoader());

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "toy-normal; {\"latent\": 10}; FLOAT64; 1e-13",
                "toy-sphere; {\"latent\": 10}; FLOAT64; 1e-13",
                "toy-categorical; {\"variables\": 5, \"categories\": 4, \"draw\": \"relaxed\"};"
                        + " FLOAT64; 1e-13",
                "toy-normal; {\"latent\": 10}; FLOAT32; 1e-6",
                "toy-sphere; {\"latent\": 10}; FLOAT32; 1e-6",
                "toy-categorical; {\"variables\": 5, \"categories\": 4, \"draw\": \"relaxed\"};"
                        + " FLOAT32; 1e-6",
            })
    void aTrainingRunIsTheSameOnBothBackends(
            String name, String json, DType dtype, double tolerancePerStep) throws Exception {
        ObjectNode settings = (ObjectNode) new ObjectMapper().readTree(json);
        PosteriorPart posterior =
                PLUGINS.of(PosteriorPart.class).get(name).bind(name, settings, PLUGINS);
        ModelBlueprint blueprint = Bars.of(PLUGINS, posterior);
        TwoBackends.requireOneTraining(PLUGINS, blueprint, dtype, tolerancePerStep);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.KnownData;

/** The quantisers of this module with small settings. */
final class Quantisers {

    static final RandomKey KEY = RandomKey.of(41);

    static final Plugins PLUGINS = ToyModule.besideTheModulesOf(Quantisers.class.getClassLoader());

    private static final ObjectMapper JSON = new ObjectMapper();

    private Quantisers() {}

    /** Returns a part of each kind with a few hundred codes at most. */
    static Stream<QuantiserPart> small() {
        return Stream.of(
                part("fsq", Map.of("levels", new int[] {2, 3, 4, 5})),
                part("fsq", Map.of("levels", new int[] {8, 5, 5})),
                part("lfq", Map.of("bits", 6)),
                part("bsq", Map.of("bits", 5)),
                part("simvq", Map.of("codebookSize", 20, "codeDimension", 3)),
                part("vector-quantised", Map.of("codebookSize", 20, "codeDimension", 3)));
    }

    /** Returns a part of each kind without a codebook with more codes than can be tried. */
    static Stream<QuantiserPart> large() {
        return Stream.of(
                part("fsq", Map.of("levels", new int[] {16, 9, 15, 8, 12})),
                part("lfq", Map.of("bits", 18)),
                part("bsq", Map.of("bits", 20)));
    }

    static QuantiserPart part(String name, Map<String, Object> settings) {
        return (QuantiserPart) any(name, settings);
    }

    static PosteriorPart any(String name, Map<String, Object> settings) {
        Map<String, Object> typed = new HashMap<>(settings);
        typed.put("type", name);
        JsonNode written = JSON.valueToTree(typed);
        return PLUGINS.of(PosteriorPart.class).create(written, Map.of("positions", 2));
    }

    /** Reads YAML's flow style without quotes. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replaceAll("([a-zA-Z][a-zA-Z-]*)", "\"$1\""));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static PartContext context(TensorRuntime runtime) {
        KnownData data = new KnownData(DataShape.flat(1), ValueDomain.REAL, new double[1]);
        return new PartContext(runtime, KEY, data, PLUGINS);
    }

    static QuantisedFamily family(TensorRuntime runtime, PosteriorPart part) {
        return (QuantisedFamily) part.create(context(runtime));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.scaffold;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.TestQuantity;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.Spelling;

/**
 * The kinds of plugins that {@code vaelab new} writes. The folder {@code project} of the resources
 * has the templates of all kinds, and one folder for each kind: its own templates, and {@code
 * kind.yaml} with the names of its classes and the texts of its README and config.
 */
@SuppressWarnings("ImmutableEnumChecker") // the list is of List.of
@Internal
public enum PluginKind {
    POSTERIOR(PosteriorPart.class),
    SPACE(PosteriorPart.class),
    PRIOR(PriorPart.class),
    LIKELIHOOD(LikelihoodPart.class),
    ESTIMATOR(EstimatorPart.class),
    REGULARIZER(RegularizerPart.class),
    INFERENCE(InferencePart.class),
    ARCHITECTURE(Architecture.class),
    LAYER(LayerPart.class),
    METRIC(Metric.class),
    TEST_QUANTITY(TestQuantity.class),
    HEALTH_RULE(HealthRule.class),
    READER(ExampleReader.class),
    SECTION,
    DATA(DataSource.class);

    private static final String FOLDER = "project/";
    private static final YAMLMapper YAML = new YAMLMapper();

    private final List<Class<?>> points;

    PluginKind(Class<?>... points) {
        this.points = List.of(points);
    }

    /**
     * Returns the kind of a name, such as {@code prior}.
     *
     * @throws UserError if there is none
     */
    public static PluginKind of(String name) {
        List<String> names = Arrays.stream(values()).map(PluginKind::toString).toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw new UserError(
                    "there is no kind of plugin '" + name + "'\n    " + Spelling.hint(name, names));
        }
        return values()[index];
    }

    /** Returns the extension points whose parts get the name of the plugin. */
    public List<Class<?>> points() {
        return points;
    }

    /** Returns the texts of {@code kind.yaml} by their keys, on top of those for all kinds. */
    Map<String, String> texts() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String resource : List.of(FOLDER + "kind.yaml", FOLDER + this + "/kind.yaml")) {
            String text = Template.read(resource).text();
            texts.putAll(YAML.readValue(text, new TypeReference<Map<String, String>>() {}));
        }
        return texts;
    }

    /** Returns the kind's own template of a file, else the one for all kinds. */
    Template template(String file) throws IOException {
        String own = FOLDER + this + "/" + file;
        return Template.read(Template.exists(own) ? own : FOLDER + file);
    }

    /** Returns the name in lower case, such as {@code test-quantity}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

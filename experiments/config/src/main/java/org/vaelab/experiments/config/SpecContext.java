// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

/**
 * The parts, folders and backends that names in a config may refer to.
 *
 * @param plugins parts and data sources
 * @param locations the folders of data
 * @param metrics that a config may name
 * @param sections the sections that plugins add to a report
 * @param trainingExamples counts the training examples of data that are not validation examples, by
 *     loading the data
 */
@Internal
public record SpecContext(
        Plugins plugins,
        DataLocations locations,
        Collection<String> backends,
        Metrics metrics,
        PluginSections sections,
        ToLongFunction<DataSpec> trainingExamples) {

    public SpecContext {
        backends = List.copyOf(backends);
    }

    /**
     * Returns the context of parts, folders and backends, and all metrics. Each count loads the
     * data.
     */
    public static SpecContext of(Plugins plugins, DataLocations locations, Backends backends) {
        return of(plugins, locations, backends, SpecContext::loaded);
    }

    private static long loaded(DataSpec data) {
        return data.load(
                        (source, precision) -> source.load(DataSource.Progress.SILENT, precision),
                        ValuePrecision.SINGLE,
                        0)
                .train()
                .size();
    }

    /** Returns the context of parts, folders and backends, and all metrics. */
    public static SpecContext of(
            Plugins plugins,
            DataLocations locations,
            Backends backends,
            ToLongFunction<DataSpec> trainingExamples) {
        return new SpecContext(
                plugins,
                locations,
                backends.names(),
                Metrics.of(plugins),
                PluginSections.of(plugins.jars()),
                trainingExamples);
    }
}

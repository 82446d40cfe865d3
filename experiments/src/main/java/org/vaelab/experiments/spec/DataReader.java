// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.settings.NoSettings;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.catalog.DataCatalog;
import org.vaelab.framework.sources.published.FolderSource;

final class DataReader {

    static final String SOURCE = "source";

    private static final List<String> COMMON = SettingKey.names(DataSpec.Keys.class);

    private final SpecContext context;
    private final Binder binder;

    DataReader(SpecContext context, Binder binder) {
        this.context = context;
        this.binder = binder;
    }

    /** Reads the section. */
    DataSpec read(Mapping section) {
        ConfigNode source = section.require(SOURCE, "allowed: " + String.join(", ", names()));
        String name = source.text();
        Problems problems = new Problems();
        Optional<DataSpec.Keys> keys =
                problems.collect(() -> binder.bind(section.only(COMMON), DataSpec.Keys.class));
        Optional<DataSource> part = problems.collect(() -> part(name, source, section));
        problems.throwIfAny();
        return new DataSpec(name, part.orElseThrow(), keys.orElseThrow());
    }

    private DataSource part(String name, ConfigNode source, Mapping section) {
        PartType<DataSource> bound = registry().types().get(name);
        List<String> others = new ArrayList<>(COMMON);
        others.add(SOURCE);
        if (bound != null) {
            return binder.bind(section.without(others), bound.type(), others);
        }
        if (FolderSource.isFolder(name, context.locations())) {
            binder.bind(section.without(others), NoSettings.class, others);
            return new FolderSource(name, context.locations());
        }
        Problem unknown = Problem.unknown(source.place(), "data source", name, names());
        List<String> hints = new ArrayList<>(unknown.hints());
        hints.add("or the name of a folder with MNIST's four files in one of");
        for (DataLocations.Root root : context.locations().roots()) {
            hints.add("    " + root);
        }
        throw SpecException.of(new Problem(unknown.place(), unknown.message(), hints));
    }

    private Registry<DataSource> registry() {
        return context.plugins().of(DataSource.class);
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(registry().names());
        DataCatalog.entries(registry(), context.locations())
                .forEach(entry -> names.add(entry.name()));
        return names;
    }
}

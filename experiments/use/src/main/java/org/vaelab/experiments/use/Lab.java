// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.plugin.PluginJars;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;

/**
 * What experiments share: the parts that configs may name, the backends, and the data. Each is
 * loaded when it is first needed, and data only once.
 *
 * <pre>{@code
 * try (Lab lab = Lab.with(Path.of("laplace-0.1.0.jar"))) {
 *     Experiment.read(Path.of("laplace.yaml"), lab).plan().run(Executor.local(1), Listener.SILENT);
 * }
 * }</pre>
 *
 * <p>A jar that is no plugin, or is of another version, is rejected by a {@link
 * org.vaelab.framework.plugin.PluginException} that names it.
 */
public final class Lab implements AutoCloseable {

    private static final String COMMAND = "Java";

    private final PluginJars jars;
    private final DataLocations locations;
    private final Provenances provenances;
    private final DataCache data;
    private final List<VaeLabModule> further;
    private @Nullable Backends backends;
    private @Nullable SpecContext specs;

    /**
     * A lab with its own places.
     *
     * @param jars closed with this
     * @param locations the folders of data
     * @param command how to repeat the work, for records
     * @param progress of downloads
     */
    public Lab(
            PluginJars jars,
            DataLocations locations,
            String command,
            DataSource.Progress progress) {
        this(
                jars,
                locations,
                new Provenances(Objects.requireNonNull(command, "command must not be null")),
                new DataCache(Objects.requireNonNull(progress, "progress must not be null")),
                List.of());
    }

    private Lab(
            PluginJars jars,
            DataLocations locations,
            Provenances provenances,
            DataCache data,
            List<VaeLabModule> further) {
        this.jars = Objects.requireNonNull(jars, "jars must not be null");
        this.locations = Objects.requireNonNull(locations, "locations must not be null");
        this.provenances = provenances;
        this.data = data;
        this.further = further;
    }

    /**
     * Returns a lab with the parts of VaeLab and those of plugins. Data are where the environment
     * says.
     *
     * @throws org.vaelab.framework.plugin.PluginException if a jar is not a plugin
     */
    public static Lab with(Path... plugins) {
        return of(PluginJars.open(List.of(plugins), Lab.class.getClassLoader()));
    }

    /**
     * Returns a lab with the parts of VaeLab and some that a program defines, such as a cell of a
     * notebook. A record names the class of such a part, which no jar keeps: only a program that
     * defines it again can reproduce the run.
     *
     * @param parts classes with {@link org.vaelab.framework.settings.Part}
     */
    public static Lab withParts(Class<?>... parts) {
        Objects.requireNonNull(parts, "parts must not be null");
        return of(
                PluginJars.open(List.of(), Lab.class.getClassLoader()),
                List.of(VaeLabModule.of(parts)));
    }

    /**
     * Returns a lab with the parts of VaeLab and those of open plugins.
     *
     * @param jars closed with this
     */
    public static Lab of(PluginJars jars) {
        return of(jars, List.of());
    }

    private static Lab of(PluginJars jars, List<VaeLabModule> further) {
        return new Lab(
                jars,
                DataLocations.ofSystem(),
                new Provenances(COMMAND),
                new DataCache(DataSource.Progress.SILENT),
                further);
    }

    /** Returns a lab with parts, backends and data that are there already. */
    @Internal
    public static Lab of(
            SpecContext specs, Backends backends, DataCache data, Provenances provenances) {
        Lab lab = new Lab(specs.plugins().jars(), specs.locations(), provenances, data, List.of());
        lab.specs = specs;
        lab.backends = backends;
        return lab;
    }

    /** Returns this lab in a process that works for another one. */
    @Internal
    public Lab with(Provenances others) {
        return of(specs(), backends(), data, others);
    }

    public DataLocations locations() {
        return locations;
    }

    /** Returns the jars of plugins. */
    public PluginJars jars() {
        return jars;
    }

    public synchronized Backends backends() {
        Backends known = backends;
        if (known == null) {
            known = Backends.find(jars.loader());
            backends = known;
        }
        return known;
    }

    /**
     * Returns the parts that configs may name.
     *
     * @throws org.vaelab.framework.plugin.PluginException if a plugin cannot be loaded
     */
    @Internal
    public synchronized SpecContext specs() {
        SpecContext known = specs;
        if (known == null) {
            Plugins plugins = Plugins.load(jars, further);
            known = SpecContext.of(plugins, locations, backends(), data::trainingExamples);
            specs = known;
        }
        return known;
    }

    @Internal
    public Plugins plugins() {
        return specs().plugins();
    }

    /** Returns the data that are loaded already, and loads others when they are needed. */
    @Internal
    public DataCache data() {
        return data;
    }

    /** Returns what records say about this program. */
    @Internal
    public Provenances provenances() {
        return provenances;
    }

    /**
     * Returns the data of a run.
     *
     * @param record of the run
     * @param what is made again, for messages
     * @param remedy what to do if they have changed
     * @throws org.vaelab.experiments.config.UserError if the record was made with other data
     */
    @Internal
    public PreparedData dataOf(RunRecord record, RunSpec spec, String what, String remedy) {
        PreparedData prepared = data.get(spec);
        new UsedData(prepared).requireOf(record.provenance().data(), what, remedy);
        return prepared;
    }

    /**
     * Reads the record of a run.
     *
     * @throws org.vaelab.framework.plugin.PluginException if a plugin it was made with is not given
     */
    @Internal
    public RunRecord recordOf(RunFolder folder) throws IOException {
        RunRecord record = folder.readResult();
        UsedPlugins.require(record, plugins().jars(), folder.path().toString());
        return record;
    }

    @Override
    public void close() throws IOException {
        jars.close();
    }
}

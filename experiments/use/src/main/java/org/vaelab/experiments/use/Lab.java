// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.PluginJars;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.VaeLabModule;
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
 */
public final class Lab implements AutoCloseable {

    private static final String COMMAND = "Java";

    private final PluginJars jars;
    private final DataLocations locations;
    private final String command;
    private final DataSource.Progress progress;
    private final List<VaeLabModule> further;
    private @Nullable RunContext context;

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
        this(jars, locations, command, progress, List.of());
    }

    private Lab(
            PluginJars jars,
            DataLocations locations,
            String command,
            DataSource.Progress progress,
            List<VaeLabModule> further) {
        this.jars = jars;
        this.locations = locations;
        this.command = command;
        this.progress = progress;
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
                jars, DataLocations.ofSystem(), COMMAND, DataSource.Progress.SILENT, further);
    }

    public DataLocations locations() {
        return locations;
    }

    /** Returns the jars of plugins. */
    public PluginJars jars() {
        return jars;
    }

    /** Returns what the runs of this process share. The data are loaded when they are needed. */
    synchronized RunContext context() {
        RunContext known = context;
        if (known == null) {
            Plugins plugins = Plugins.load(jars, further);
            Backends backends = Backends.find(jars.loader());
            DataCache data = new DataCache(progress);
            SpecContext specs =
                    SpecContext.of(plugins, locations, backends, data::trainingExamples);
            known = new RunContext(specs, backends, data, new Provenances(command));
            context = known;
        }
        return known;
    }

    public Backends backends() {
        return context().backends();
    }

    @Override
    public void close() throws IOException {
        jars.close();
    }
}

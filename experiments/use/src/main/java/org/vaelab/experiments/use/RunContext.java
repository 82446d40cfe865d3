// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.tensor.Backends;

/**
 * What the runs of a process share.
 *
 * @param specs the parts that configs may name
 * @param data those that are loaded already
 * @param provenances what records say about this program
 */
@Internal
public record RunContext(
        SpecContext specs, Backends backends, DataCache data, Provenances provenances) {

    public Plugins plugins() {
        return specs.plugins();
    }

    /**
     * Returns what the runs of a lab share.
     *
     * @throws org.vaelab.framework.plugin.PluginException if a plugin cannot be loaded
     */
    public static RunContext of(Lab lab) {
        return lab.context();
    }

    /** Returns this context for a process that works for another one. */
    public RunContext with(Provenances others) {
        return new RunContext(specs, backends, data, others);
    }

    /**
     * Returns the data of a run.
     *
     * @param record of the run
     * @param what is made again, for messages
     * @param remedy what to do if they have changed
     * @throws UserError if the record was made with other data
     */
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
    public RunRecord recordOf(RunFolder folder) throws IOException {
        RunRecord record = folder.readResult();
        UsedPlugins.require(record, plugins().jars(), folder.path().toString());
        return record;
    }
}

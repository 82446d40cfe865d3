// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.List;
import org.vaelab.experiments.spec.UserError;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;

/** Another process executes the run, or will. The message is complete. */
public final class ClaimedRunException extends UserError {

    private static final long serialVersionUID = 1L;

    ClaimedRunException(ComparisonFolder folder, PlannedRun run) {
        super(
                ("%s: another process is at work there, with model '%s', seed %s, "
                                + "among its runs\n    see how far it is: %s\n    wait for it, "
                                + "choose another folder with --out, or divide the plan with --shard")
                        .formatted(
                                folder.path(),
                                run.model(),
                                run.seed(),
                                CommandText.vaelab(List.of("status", folder.path().toString()))));
    }
}

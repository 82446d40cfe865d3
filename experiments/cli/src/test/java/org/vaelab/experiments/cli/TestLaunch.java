// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs test classes of the class loader that loads this class. */
public final class TestLaunch {

    private TestLaunch() {}

    /** Runs classes and returns a message for each failure, or one if no test was found. */
    public static List<String> failures(List<String> classes) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        classes.forEach(name -> request.selectors(selectClass(name)));
        LauncherDiscoveryRequest built = request.build();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(built, summary);
        if (summary.getSummary().getTestsSucceededCount() < classes.size()) {
            return List.of("only " + summary.getSummary().getTestsSucceededCount() + " tests ran");
        }
        return summary.getSummary().getFailures().stream()
                .map(f -> f.getTestIdentifier().getDisplayName() + ": " + f.getException())
                .toList();
    }
}

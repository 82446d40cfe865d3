// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.io.IOException;
import java.util.Map;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/** What Spark loads in the driver and in each executor: the way of messages, and the processes. */
public final class ClusterPlugin implements SparkPlugin {

    @Override
    public DriverPlugin driverPlugin() {
        return new Receiver();
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new Slots();
    }

    /** Passes on what executors tell, and gives them the files that they lack. */
    private static final class Receiver implements DriverPlugin {

        @Override
        public @Nullable Object receive(Object message) throws IOException {
            if (message instanceof Long offset) {
                return SentFiles.chunk(offset);
            }
            Messages.tell((String[]) message);
            return null;
        }
    }

    /** Opens and closes the processes of an executor. */
    private static final class Slots implements ExecutorPlugin {

        @Override
        public void init(PluginContext context, Map<String, String> extra) {
            Executor executor = Executor.open(context);
            try {
                executor.tell(
                        "joined",
                        context.executorID(),
                        Executor.host(),
                        "" + executor.seesFolder(),
                        "" + executor.seesFiles());
            } catch (IOException e) {
                throw new IllegalStateException("the driver cannot be reached", e);
            }
        }

        @Override
        public void shutdown() {
            Executor.close();
        }
    }
}

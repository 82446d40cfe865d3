// SPDX-License-Identifier: Apache-2.0

/**
 * Executes runs of a plan in processes of other machines.
 *
 * <p>{@link org.vaelab.experiments.cluster.ClusterExecutor} is the side of {@code compare}. {@link
 * org.vaelab.experiments.cluster.WorkLoop} is the side of a worker, {@code vaelab work}. Between
 * them is a {@link org.vaelab.experiments.cluster.Cluster}, which carries tasks and files
 * and reads none of them. {@link org.vaelab.experiments.cluster.SparkCluster} is Apache Spark.
 */
@NullMarked
package org.vaelab.experiments.cluster;

import org.jspecify.annotations.NullMarked;

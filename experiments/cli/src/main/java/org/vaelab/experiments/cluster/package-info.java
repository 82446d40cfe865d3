// SPDX-License-Identifier: Apache-2.0

/**
 * Executes runs of a plan as tasks of Apache Spark.
 *
 * <p>{@link org.vaelab.experiments.cluster.SparkExecutor} is the side of {@code compare}. It starts
 * the driver of Spark, which sends tasks to workers and reads none of them. {@link
 * org.vaelab.experiments.cluster.RunTask} is the side of a worker, {@code vaelab work}.
 */
@NullMarked
package org.vaelab.experiments.cluster;

import org.jspecify.annotations.NullMarked;

package dev.corral.catalogue;

import java.util.List;
import java.util.stream.Stream;

/**
 * What leak detection is measured on: bugs of well-known programs and examples of the
 * literature, written anew from their descriptions, and negatives that look like them.
 * The kernels are those of Kubernetes, moby, etcd, CockroachDB, gRPC, Hugo, Istio and
 * Knative that the authors of GoBench distilled.
 */
final class Catalogue {

	private static final List<Row> ROWS = Stream
		.of(ClassicWaits.rows(), ClassicLocks.rows(), ClassicRunaways.rows(), LockKernels.rows(),
				NestedLockKernels.rows(), LockOrderKernels.rows(), ReaderWriterKernels.rows(), SendKernels.rows(),
				SelectKernels.rows(), ContextKernels.rows(), LockedSendKernels.rows(), LockedRoundKernels.rows(),
				WaitGroupKernels.rows(), MicroWaits.rows(), MicroLocks.rows(), HeldWaits.rows(), PatientTasks.rows(),
				PatientScopes.rows(), PatientCrowds.rows(), WokenTasks.rows(), TimedWaits.rows())
		.flatMap(List::stream)
		.toList();

	private Catalogue() {
	}

	static List<Row> rows() {
		return ROWS;
	}

	// Rows that leak
	static List<Row> leaking() {
		return ROWS.stream().filter((row) -> !row.negative()).toList();
	}

	// Rows that look like leaks and are none
	static List<Row> negatives() {
		return ROWS.stream().filter(Row::negative).toList();
	}

}

package dev.corral.time;

import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import org.jspecify.annotations.Nullable;

/** Asks the virtual machine which threads wait for a lock that another holds. */
final class LockWaits {

	private LockWaits() {
	}

	/**
	 * Asks: of virtual and platform threads by a thread dump, and of deadlocks among
	 * platform threads by their management bean.
	 * @return the waits, those of a platform thread perhaps twice
	 * @throws IOException when the dump cannot be written to the directory for temporary
	 * files
	 */
	static List<LockWait> read() throws IOException {
		List<LockWait> waits = new ArrayList<>(ofPlatformThreads());
		HotSpotDiagnosticMXBean bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
		if (bean != null) {
			waits.addAll(ofAllThreads(bean));
		}
		return waits;
	}

	private static List<LockWait> ofAllThreads(HotSpotDiagnosticMXBean bean) throws IOException {
		Path directory = Files.createTempDirectory("corral");
		Path file = directory.resolve("threads.json").toAbsolutePath();
		try {
			bean.dumpThreads(file.toString(), ThreadDumpFormat.JSON);
			try (Reader dump = Files.newBufferedReader(file)) {
				return ThreadDump.lockWaits(dump);
			}
		}
		finally {
			Files.deleteIfExists(file);
			Files.deleteIfExists(directory);
		}
	}

	private static List<LockWait> ofPlatformThreads() {
		ThreadMXBean bean = ManagementFactory.getThreadMXBean();
		List<LockWait> waits = new ArrayList<>();
		long[] deadlocked = bean.isSynchronizerUsageSupported() ? bean.findDeadlockedThreads()
				: bean.findMonitorDeadlockedThreads();
		if (deadlocked != null) {
			for (@Nullable
			ThreadInfo info : bean.getThreadInfo(deadlocked)) {
				if (info != null && info.getLockInfo() != null && isUntimed(info.getThreadState())) {
					waits.add(new LockWait(info.getThreadId(), info.getLockName(), info.getLockOwnerId()));
				}
			}
		}
		return waits;
	}

	private static boolean isUntimed(Thread.State state) {
		return state == Thread.State.WAITING || state == Thread.State.BLOCKED;
	}

	/**
	 * The class of the lock that a platform thread waits for.
	 * @param thread the thread
	 * @return a class name, {@code null} when it waits for none
	 */
	static @Nullable String classOfLock(Thread thread) {
		ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId());
		return (info != null && info.getLockInfo() != null) ? info.getLockInfo().getClassName() : null;
	}

}

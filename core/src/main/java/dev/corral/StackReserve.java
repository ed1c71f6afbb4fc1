package dev.corral;

/** Makes sure of stack before a call that must not stop halfway. */
final class StackReserve {

	/*-
	 * A StackOverflowError can come at any call. Caught halfway through a launch or a close it
	 * would leave a slot, an entry or a deadline that nobody gives back, and the code that gives
	 * it back would overflow as well. So every public call first makes sure of more stack than
	 * all of our code below it needs. When there is less, the error comes before anything has
	 * happened.
	 *
	 * Nothing below a public call asks again: it would fail in the middle, where it must not.
	 *
	 * Recursion would be the plain way, but compiled frames are small: 32 KiB would take some
	 * 500 calls. The virtual machine checks at a method's entry that the largest frame fits that
	 * the method may need, and that is its interpreted frame, to which every declared local
	 * belongs, used or not. Compiled code tests a word in each page of it: about a nanosecond.
	 * The branch that is never taken keeps the frame from being left out as dead.
	 */

	/** Frames of 8 KiB each. */
	private static final int FRAMES = 3;

	private static final int FRAMES_TO_ACQUIRE = 4;

	private static final int FRAMES_TO_CLOSE = 8;

	/** Never set, but not final: the compiler must not know. */
	private static boolean never;

	private StackReserve() {
	}

	/**
	 * Returns when there are 24 KiB of stack for what follows. For calls that ask, or
	 * give something back.
	 * @throws StackOverflowError when there are not; nothing has happened yet
	 */
	static void require() {
		reserve(FRAMES);
	}

	/**
	 * Returns when there are 32 KiB of stack. For calls that give the caller something to
	 * give back later: where they succeed, the call that gives it back succeeds too.
	 * @throws StackOverflowError when there are not; nothing has happened yet
	 */
	static void requireToAcquire() {
		reserve(FRAMES_TO_ACQUIRE);
	}

	/**
	 * Returns when there are 64 KiB of stack, to close a launcher.
	 * @throws StackOverflowError when there are not; nothing has happened yet
	 */
	static void requireToClose() {
		reserve(FRAMES_TO_CLOSE);
	}

	@SuppressWarnings({ "unused", "UnusedVariable" })
	private static void reserve(int frames) {
		long l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12, l13, l14, l15;
		long l16, l17, l18, l19, l20, l21, l22, l23, l24, l25, l26, l27, l28, l29, l30, l31;
		long l32, l33, l34, l35, l36, l37, l38, l39, l40, l41, l42, l43, l44, l45, l46, l47;
		long l48, l49, l50, l51, l52, l53, l54, l55, l56, l57, l58, l59, l60, l61, l62, l63;
		long l64, l65, l66, l67, l68, l69, l70, l71, l72, l73, l74, l75, l76, l77, l78, l79;
		long l80, l81, l82, l83, l84, l85, l86, l87, l88, l89, l90, l91, l92, l93, l94, l95;
		long l96, l97, l98, l99, l100, l101, l102, l103, l104, l105, l106, l107, l108, l109, l110, l111;
		long l112, l113, l114, l115, l116, l117, l118, l119, l120, l121, l122, l123, l124, l125, l126, l127;
		long l128, l129, l130, l131, l132, l133, l134, l135, l136, l137, l138, l139, l140, l141, l142, l143;
		long l144, l145, l146, l147, l148, l149, l150, l151, l152, l153, l154, l155, l156, l157, l158, l159;
		long l160, l161, l162, l163, l164, l165, l166, l167, l168, l169, l170, l171, l172, l173, l174, l175;
		long l176, l177, l178, l179, l180, l181, l182, l183, l184, l185, l186, l187, l188, l189, l190, l191;
		long l192, l193, l194, l195, l196, l197, l198, l199, l200, l201, l202, l203, l204, l205, l206, l207;
		long l208, l209, l210, l211, l212, l213, l214, l215, l216, l217, l218, l219, l220, l221, l222, l223;
		long l224, l225, l226, l227, l228, l229, l230, l231, l232, l233, l234, l235, l236, l237, l238, l239;
		long l240, l241, l242, l243, l244, l245, l246, l247, l248, l249, l250, l251, l252, l253, l254, l255;
		long l256, l257, l258, l259, l260, l261, l262, l263, l264, l265, l266, l267, l268, l269, l270, l271;
		long l272, l273, l274, l275, l276, l277, l278, l279, l280, l281, l282, l283, l284, l285, l286, l287;
		long l288, l289, l290, l291, l292, l293, l294, l295, l296, l297, l298, l299, l300, l301, l302, l303;
		long l304, l305, l306, l307, l308, l309, l310, l311, l312, l313, l314, l315, l316, l317, l318, l319;
		long l320, l321, l322, l323, l324, l325, l326, l327, l328, l329, l330, l331, l332, l333, l334, l335;
		long l336, l337, l338, l339, l340, l341, l342, l343, l344, l345, l346, l347, l348, l349, l350, l351;
		long l352, l353, l354, l355, l356, l357, l358, l359, l360, l361, l362, l363, l364, l365, l366, l367;
		long l368, l369, l370, l371, l372, l373, l374, l375, l376, l377, l378, l379, l380, l381, l382, l383;
		long l384, l385, l386, l387, l388, l389, l390, l391, l392, l393, l394, l395, l396, l397, l398, l399;
		long l400, l401, l402, l403, l404, l405, l406, l407, l408, l409, l410, l411, l412, l413, l414, l415;
		long l416, l417, l418, l419, l420, l421, l422, l423, l424, l425, l426, l427, l428, l429, l430, l431;
		long l432, l433, l434, l435, l436, l437, l438, l439, l440, l441, l442, l443, l444, l445, l446, l447;
		long l448, l449, l450, l451, l452, l453, l454, l455, l456, l457, l458, l459, l460, l461, l462, l463;
		long l464, l465, l466, l467, l468, l469, l470, l471, l472, l473, l474, l475, l476, l477, l478, l479;
		long l480, l481, l482, l483, l484, l485, l486, l487, l488, l489, l490, l491, l492, l493, l494, l495;
		long l496, l497, l498, l499, l500, l501, l502, l503, l504, l505, l506, l507, l508, l509, l510, l511;
		if (frames > 1) {
			reserve(frames - 1);
		}
		else if (never) {
			throw new StackOverflowError();
		}
	}

}

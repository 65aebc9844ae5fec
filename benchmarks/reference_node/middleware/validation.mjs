import { body, validationResult } from 'express-validator';

export const validateTradeData = [
  body('instrument').isIn(['ES', 'NQ', 'YM', 'RTY', 'CL', 'GC']),
  body('direction').isIn(['long', 'short']),
  body('entryPrice').isFloat({ min: 0 }),
  body('positionSize').isInt({ min: 1 }),
  body('entryTime').isISO8601(),

  (req, res, next) => {
    const errors = validationResult(req);
    if (!errors.isEmpty()) {
      return res.status(400).json({ error: 'Validation failed', details: errors.array() });
    }
    next();
  },
];
